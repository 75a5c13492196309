// A long form (data-keep) asks before what was written in it is thrown away.
const forms = document.querySelectorAll("form[data-keep]");

for (const form of forms) {
  const ask = (event) => event.preventDefault();
  form.addEventListener("input", () => addEventListener("beforeunload", ask), { once: true });
  form.addEventListener("submit", () => removeEventListener("beforeunload", ask));
}
