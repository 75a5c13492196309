// 쓰던 글: what is typed is kept on the server as it is typed, and says so. What another screen saved meanwhile is not
// overwritten: the writer chooses.
const form = document.querySelector("form[data-draft]");
const PAUSE = 1_500;

if (form) {
  const box = document.querySelector(".saved");
  const saved = box.querySelector("[data-saved]");
  const other = box.querySelector("[data-other]");
  const warnings = form.querySelector("[data-warnings]");
  let timer;
  let isSaving = false;
  let isWaiting = false;
  let isOver = false; // filed, or in conflict: nothing is saved until the writer has chosen

  const content = () => {
    const typed = new FormData(form);
    typed.delete("attachments");
    return typed;
  };

  const warn = (sentences) => {
    warnings.hidden = !sentences.length;
    if (warnings.textContent !== sentences.join(" ")) warnings.textContent = sentences.join(" ");
  };

  // 이미 신청하신 일: what sounds like the title comes first.
  const own = form.querySelector("[data-own]");
  const liken = (numbers) => {
    for (const item of own?.querySelectorAll("[data-no]") ?? []) {
      if (numbers.includes(item.dataset.no)) item.dataset.alike = own.dataset.own;
      else delete item.dataset.alike;
    }
  };

  const refuse = (told) => {
    isOver = true;
    other.hidden = false;
    other.querySelector("[data-words]").textContent = told.words;
    const filed = other.querySelector("[data-filed]");
    filed.hidden = !told.filed;
    if (told.filed) filed.href = told.filed;
    for (const choice of other.querySelectorAll("[data-choice]")) choice.hidden = !told.other;
  };

  const save = async ({ over = false, last = false } = {}) => {
    clearTimeout(timer);
    if (form.dataset.sent || (isOver && !over)) return;
    if (isSaving) {
      isWaiting = true;
      return;
    }
    isSaving = true;
    isWaiting = false;
    const typed = content();
    if (over) typed.set("over", "1");
    const answer = await fetch(form.dataset.draft, { method: "POST", body: typed, keepalive: last, redirect: "error" }).catch(() => null);
    isSaving = false;
    if (answer?.ok) {
      const told = await answer.json();
      form.elements.seen.value = told.seen;
      form.elements.key.value = told.key;
      saved.textContent = told.words;
      warn(told.warnings);
      liken(told.alike);
      isOver = false;
      other.hidden = true;
    } else if (answer?.status === 409) refuse(await answer.json());
    else saved.textContent = form.dataset.failed;
    if (isWaiting) save();
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
    form.dataset.typed = "";
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  // Put aside on a phone: what was typed a moment ago is kept, too.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && "typed" in form.dataset) save({ last: true });
  });
  box.querySelector("[data-over]").addEventListener("click", () => save({ over: true }));
}

// 분야: what the chosen one asks beyond the rest, and its examples.
const chosen = document.querySelector("[data-category]");

chosen?.addEventListener("change", (event) => {
  for (const part of document.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== event.target.value;
});
