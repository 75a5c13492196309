// An open filter closes on Esc and when one goes elsewhere, as a select would.
const filters = document.querySelectorAll("details.filter");

for (const filter of filters) {
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !filter.open) return;
    filter.open = false;
    filter.querySelector("summary").focus();
  });
  filter.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !filter.contains(event.relatedTarget)) filter.open = false;
  });
}
document.addEventListener("click", (event) => {
  for (const filter of filters) if (!filter.contains(event.target)) filter.open = false;
});
