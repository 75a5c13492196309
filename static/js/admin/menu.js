// On a narrow screen the menu folds into a button. Without a script it stays open above the page (see admin/frame.css).
const button = document.querySelector("[data-folds]");
const menu = document.getElementById("places");

if (button && menu) {
  const show = (open) => {
    button.setAttribute("aria-expanded", String(open));
    menu.toggleAttribute("data-open", open);
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
    show(false);
    button.focus();
  });
}
