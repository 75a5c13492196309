// Select2, which Django's admin uses to find one row among thousands, draws fields without a name and does not pass on
// what the real field says about itself. It draws them when the page is ready, so we look after that.
function name(select) {
  const drawn = select.nextElementSibling?.querySelector(".select2-selection");
  const label = document.querySelector(`label[for="${select.id}"]`);
  if (!drawn || !label) return;
  label.id ||= `${select.id}_label`;
  const shown = drawn.querySelector(".select2-selection__rendered");
  drawn.setAttribute("aria-labelledby", shown ? `${label.id} ${shown.id}` : label.id);
  for (const attribute of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(attribute)) drawn.setAttribute(attribute, select.getAttribute(attribute));
  }
  if (select.required) drawn.setAttribute("aria-required", "true");
  drawn.querySelector(".select2-search__field")?.setAttribute("aria-labelledby", label.id);
  // A label's click goes to the real field, which is hidden; bring it to the drawn one.
  label.addEventListener("click", () => drawn.focus());
  select.addEventListener("focus", () => drawn.focus());
}

function nameAll(root) {
  for (const select of root.querySelectorAll("select.admin-autocomplete")) name(select);
}

addEventListener("load", () => nameAll(document));
document.addEventListener("formset:added", (event) => setTimeout(nameAll, 0, event.target));

// The search field and the list exist only while they are open.
globalThis.django?.jQuery?.(document).on("select2:open", (event) => {
  const label = document.querySelector(`label[for="${event.target.id}"]`);
  const words = label?.firstChild?.textContent.trim() ?? "";
  const open = document.querySelector(".select2-container--open.select2-container--admin-autocomplete .select2-dropdown");
  open?.querySelector(".select2-search__field")?.setAttribute("aria-label", `${words} 찾기`);
  open?.querySelector(".select2-results__options")?.setAttribute("aria-label", words);
  open?.querySelector(".select2-search__field")?.focus();
});
