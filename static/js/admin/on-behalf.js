// 대신 신청: the members one can choose are those of the company that was chosen; Ctrl+Enter sends.
const form = document.querySelector("[data-on-behalf]");
const $ = globalThis.django?.jQuery;

async function offerMembers(company) {
  const address = `${location.pathname}?${new URLSearchParams({ company })}`;
  const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const members = page.getElementById("id_filer");
  if (members && form.elements.company.value === company) form.elements.filer.replaceChildren(...members.children);
}

if (form) {
  // Select2 tells of a choice through jQuery only.
  const select = form.elements.company;
  $?.(select).on("select2:select select2:clear", () => offerMembers(select.value));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}
