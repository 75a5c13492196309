// Single keys of the workplace. They act while nothing is being typed, and whoever is disturbed by them switches them off
// (WCAG 2.1.4); the browser remembers it.
const KEPT = "workplace-keys";
const TYPING = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";

const areOn = () => localStorage.getItem(KEPT) !== "off";

// `act` gets the key as it stands on the keyboard, whatever language is being typed, and says whether it did something.
export function onKey(act) {
  document.addEventListener("keydown", (event) => {
    if (!areOn() || event.defaultPrevented || event.isComposing || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(TYPING)) return;
    if (document.querySelector("dialog[open]")) return;
    if (act(event.code.replace(/^(Key|Digit|Numpad)/, "").toLowerCase(), event)) event.preventDefault();
  });
}

for (const button of document.querySelectorAll("[data-switches-keys]")) {
  const draw = () => {
    button.textContent = areOn() ? "단축키 끄기" : "단축키 켜기";
    document.documentElement.toggleAttribute("data-no-keys", !areOn());
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    localStorage.setItem(KEPT, areOn() ? "off" : "on");
    draw();
  });
  draw();
}
