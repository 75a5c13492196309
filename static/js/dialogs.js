// data-opens="id" opens that dialog, data-closes="id" closes it. The browser keeps the focus inside, closes on Esc and
// gives the focus back.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const closer = event.target.closest("[data-closes]");
  const dialog = document.getElementById((opener ?? closer)?.dataset[opener ? "opens" : "closes"]);
  if (!dialog) return;
  event.preventDefault();
  if (closer) dialog.close();
  else if (!dialog.open) dialog.showModal();
});
