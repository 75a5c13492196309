// The phone menu is a details element; it also closes on Esc and when one goes elsewhere.
const menu = document.querySelector("[data-menu]");

if (menu) {
  const summary = menu.querySelector("summary");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    summary.focus();
  });
  document.addEventListener("click", (event) => {
    const inside = event.target.closest("[data-menu]");
    const link = event.target.closest("[data-menu] a");
    if (!inside || link || event.target === menu) menu.open = false;
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}
