// 적는 칸: every kept form puts what is typed on the shelf at once, shows what became of it, and takes it back from there.
import * as queue from "./queue.js";
import * as shelf from "./shelf.js";

const PAUSE = 2_000;
const PICKED = new Set(["state", "reason", "title", "category", "department"]);

export function formOf(id) {
  return document.querySelector(`form[data-keep][data-id="${id}"]`);
}

function valuesOf(form) {
  const typed = [...new FormData(form)];
  return typed.filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
}

export function keep(form, { isFinal = false, hasEnding = false } = {}) {
  const before = shelf.read(form.dataset.id) ?? {};
  shelf.write(form.dataset.id, {
    begun: Date.now(),
    ...before,
    url: form.getAttribute("action"),
    kind: form.dataset.keep,
    values: valuesOf(form),
    isNew: true,
    isFinal,
    hasEnding: hasEnding || before.hasEnding,
    refused: "",
  });
  say(form, "이 휴대전화에 저장됨");
}

export function say(form, words, mood = "") {
  const line = form.querySelector("[data-line-state]");
  if (line.textContent !== words) line.textContent = words;
  line.dataset.mood = mood;
  form.closest("[data-line]")?.toggleAttribute("data-refused", mood === "bad");
}

export function fill(form, values) {
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken") continue;
    const given = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
    else if (field.type !== "hidden" && given.length) field.value = given[0];
  }
  const hidden = new Map(values.filter(([name]) => name.endsWith("_seen")).map(([name]) => [name, []]));
  for (const [name, value] of values) hidden.get(name)?.push(value);
  for (const [name, signs] of hidden) setSeen(form, name, signs);
}

// A sign is one hidden field, or one for each thing that is ticked.
export function setSeen(form, name, signs) {
  for (const old of form.querySelectorAll(`input[type=hidden][name="${name}"]`)) old.remove();
  for (const sign of [signs].flat()) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value: sign });
    form.append(field);
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-keep]");
  if (!form) return;
  keep(form, { hasEnding: form.dataset.keep === "line" && PICKED.has(event.target.name) });
  queue.later(PAUSE);
  queue.state.isAway ||= !navigator.onLine;
  form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
});

// Pressed: now, all of it. Caught before anything else takes it for a form that leaves the page.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target.closest("form[data-keep]");
    if (!form) return;
    event.preventDefault();
    const why = missing(form);
    if (why) return refuse(form, ...why);
    keep(form, { isFinal: true, hasEnding: form.dataset.keep === "line" });
    form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
    queue.send();
  },
  { capture: true },
);

const NEED_A_REASON = new Set(["EXPLAINED", "NOT_ACCEPTED"]);

function missing(form) {
  if (form.dataset.keep !== "line") return null;
  const { said, state, reason } = form.elements;
  if (!said.value.trim()) return [said, "무엇을 말씀하셨는지 적어 주십시오."];
  if (NEED_A_REASON.has(state.value) && !reason.value.trim()) return [reason, "기업이 읽을 설명이나 까닭을 적어 주십시오."];
  return null;
}

function refuse(form, field, words) {
  say(form, words, "bad");
  field.focus();
}

queue.watch({
  kept(id, told, { wasEnding, isNewer }) {
    const form = formOf(id);
    if (!form) return;
    for (const [name, sign] of Object.entries(told.seen ?? {})) setSeen(form, name, sign);
    for (const [name, ticked] of Object.entries(isNewer ? {} : (told.ticks ?? {}))) {
      for (const box of form.querySelectorAll(`input[type=checkbox][name="${name}"]`)) box.checked = ticked.includes(box.value);
    }
    if (isNewer) return;
    const waitsForButton = shelf.read(id)?.hasEnding;
    say(form, waitsForButton ? "말씀하신 것은 보냈습니다. ‘이 줄 저장’을 누르면 끝납니다." : `보냄 ${told.at}`);
    if (wasEnding) form.closest("[data-line]").dataset.ended = form.elements.state.value;
  },
  refused(id, told) {
    const form = formOf(id);
    if (!form) return;
    for (const [name, sign] of Object.entries(told.seen ?? {})) setSeen(form, name, sign);
    say(form, shelf.read(id).refused, "bad");
  },
  differs(id) {
    const form = formOf(id);
    if (form) showConflict(form);
  },
});

// --- 두 글 --------------------------------------------------------------------------------------------------------

export function showConflict(form) {
  const { conflict } = shelf.read(form.dataset.id);
  const box = form.querySelector("[data-conflict]");
  const texts = Object.entries(conflict.theirs).filter(([, text]) => text);
  const canJoin = !("state" in conflict.theirs);
  box.replaceChildren(
    element("p", "그사이 다른 분이 고쳤습니다. 두 글을 모두 두었으니 보시고 고르십시오."),
    ...texts.flatMap(([, text]) => [element("b", "다른 분이 적은 글"), element("blockquote", text)]),
    ...(canJoin ? [choice("둘 다 남기기", () => settle(form, "both"))] : []),
    choice("내 글로 바꾸기", () => settle(form, "mine")),
    choice("다른 분 글 쓰기", () => settle(form, "theirs")),
  );
  box.hidden = false;
  say(form, "보내지 못했습니다. 이 휴대전화에는 그대로 있습니다.", "bad");
}

function element(name, words) {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

function choice(words, act) {
  const button = element("button", words);
  Object.assign(button, { type: "button", className: "button" });
  button.addEventListener("click", act);
  return button;
}

function settle(form, which) {
  const { id } = form.dataset;
  const { conflict, isFinal, hasEnding } = shelf.read(id);
  if (which === "theirs" && form.dataset.keep === "line") {
    shelf.remove(id);
    location.reload();
    return;
  }
  for (const [name, text] of Object.entries(conflict.theirs)) {
    const field = form.elements[name];
    if (which === "theirs") field.value = text;
    if (which === "both") field.value = [text, field.value].join(field.tagName === "TEXTAREA" ? "\n" : ", ");
  }
  for (const [name, sign] of Object.entries(conflict.seen)) setSeen(form, name, sign);
  form.querySelector("[data-conflict]").hidden = true;
  keep(form, { isFinal, hasEnding });
  shelf.write(id, { ...shelf.read(id), conflict: null });
  queue.send();
}
