// A form is sent once. The second click does nothing, and the button says that the first one works. A form that answers
// with a file never leaves the page: it says data-guard="off".
const PATIENCE = 20_000;

const say = document.createElement("p");
say.className = "unseen";
say.setAttribute("role", "status");
document.body.append(say);

function release(form) {
  delete form.dataset.sent;
  say.textContent = "";
  for (const button of form.querySelectorAll("[aria-busy]")) {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.dataset.guard === "off") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // Not disabled: a disabled button would not send its own name and value.
  event.submitter?.setAttribute("aria-busy", "true");
  event.submitter?.setAttribute("aria-disabled", "true");
  say.textContent = document.body.dataset.sending ?? "";
  setTimeout(release, PATIENCE, form);
});

// Back from the page that followed: everything can be pressed again.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) release(form);
});
