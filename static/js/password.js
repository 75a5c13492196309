// 비밀번호 보기: who types a new password once must be able to see what they typed. The server sends the words.
for (const input of document.querySelectorAll("input[data-show]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.dataset.size = "small";
  button.dataset.show = "";
  button.setAttribute("aria-controls", input.id);

  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? input.dataset.hide : input.dataset.show;
  };

  button.addEventListener("click", () => show(input.type === "password"));
  // What is sent is a password again, so that the browser may offer to keep it.
  input.form.addEventListener("submit", () => show(false));
  show(false);
  input.after(button);
}
