// Select2, which Django's admin uses to find one row among thousands, draws a field that has no name, hides its list from
// screen readers and forgets what the real field says about itself. It draws when the page is ready; we look after that.
const words = (select) => document.querySelector(`label[for="${select.id}"]`)?.firstChild?.textContent.trim() ?? "";

function name(select) {
  const drawn = select.nextElementSibling?.querySelector(".select2-selection");
  const label = document.querySelector(`label[for="${select.id}"]`);
  if (!drawn || !label || drawn.hasAttribute("data-named")) return;
  drawn.setAttribute("data-named", "");
  const shown = drawn.querySelector(".select2-selection__rendered");
  shown?.removeAttribute("role");
  shown?.removeAttribute("aria-readonly");
  drawn.removeAttribute("aria-labelledby");
  const say = () => drawn.setAttribute("aria-label", [words(select), shown?.textContent.trim()].filter(Boolean).join(": "));
  say();
  if (shown) new MutationObserver(say).observe(shown, { childList: true, subtree: true, characterData: true });
  for (const attribute of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(attribute)) drawn.setAttribute(attribute, select.getAttribute(attribute));
  }
  if (select.required) drawn.setAttribute("aria-required", "true");
  drawn.querySelector(".select2-search__field")?.setAttribute("aria-label", `${words(select)} 찾기`);
  // Who goes to the real field, which is out of sight, is brought to the drawn one.
  label.addEventListener("click", () => drawn.focus());
  select.addEventListener("focus", () => drawn.focus());
}

function nameAll(root) {
  for (const select of root.querySelectorAll("select.admin-autocomplete")) name(select);
}

const $ = globalThis.django?.jQuery;
if ($) {
  $(() => nameAll(document));
  document.addEventListener("formset:added", (event) => setTimeout(nameAll, 0, event.target));
  // The search field and the list are there only while they are open.
  $(document).on("select2:open", ({ target }) => {
    const list = document.getElementById(`select2-${target.id}-results`);
    const search = list?.closest(".select2-dropdown").querySelector(".select2-search__field");
    const drawn = target.nextElementSibling?.querySelector(".select2-selection");
    list?.setAttribute("aria-label", words(target));
    search?.setAttribute("aria-label", `${words(target)} 찾기`);
    if (list) drawn?.setAttribute("aria-controls", list.id);
    search?.focus();
  });
  $(document).on("select2:close", ({ target }) => {
    target.nextElementSibling?.querySelector(".select2-selection")?.removeAttribute("aria-controls");
  });
}
