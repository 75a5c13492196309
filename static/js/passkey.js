// 패스키: what allauth's scripts leave open. The way in is shown only where the browser knows passkeys, and when it
// fails, the page says so in words.
if (window.PublicKeyCredential) {
  for (const way of document.querySelectorAll("[data-passkey]")) way.hidden = false;
}

const trouble = document.querySelector("[data-passkey-trouble]");

document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // allauth would write it to the console, where nobody reads it
  if (trouble) trouble.hidden = false;
});
