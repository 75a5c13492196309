// 화면 설정 without leaving the page: what is half written stays. The server remembers the choice as it would without us.
const root = document.documentElement;

function show(chosen) {
  root.dataset.krdsMode = chosen;
  for (const button of document.querySelectorAll("[data-contrast] .choice")) {
    button.setAttribute("aria-pressed", String(button.value === chosen));
  }
  for (const button of document.querySelectorAll("[data-contrast] .switch")) {
    const on = chosen === "high-contrast";
    button.setAttribute("aria-pressed", String(on));
    button.value = on ? "light" : "high-contrast";
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-contrast]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const wanted = new FormData(form, event.submitter);
  const before = root.dataset.krdsMode;
  show(wanted.get("contrast"));
  const answer = await fetch(form.action, { method: "POST", body: wanted, redirect: "manual" }).catch(() => null);
  // A redirect is what success looks like; a choice that was not kept must not look as if it were.
  if (answer?.type !== "opaqueredirect") show(before);
}, { capture: true });
