// 약속 줄: one more at the press of a button, the time it was begun, a title from its words, a category that fits.
import { fill, formOf, say, showConflict } from "./forms.js";
import * as queue from "./queue.js";
import * as shelf from "./shelf.js";

const section = document.querySelector("#lines");
const list = section?.querySelector("[data-lines]");
const blank = section?.querySelector("[data-blank-line]");
const more = section?.querySelector("[data-add-line]");
const TITLE = 60;

function inSeoul(at) {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Seoul", dateStyle: "short", timeStyle: "short" });
  return parts.format(at).split(" ");
}

function add(key = shelf.newKey()) {
  list.insertAdjacentHTML("beforeend", blank.innerHTML.replaceAll(blank.dataset.blankLine, key));
  const form = formOf(key);
  const [day, time] = inSeoul(new Date());
  if (day === section.dataset.on) form.elements.spoken.value = time;
  hear(form);
  return form;
}

// 도달: the moment it was spoken.
function hear(form) {
  const heard = form.querySelector("[data-heard]");
  if (heard) heard.textContent = `${form.elements.spoken.value}(들은 때)`;
}

function suggest(form) {
  const { said, title, category } = form.elements;
  if (form.elements.state.value !== "GRIEVANCE") return;
  if (!title.value.trim()) title.value = said.value.trim().split("\n")[0].slice(0, TITLE);
  if (category.dataset.touched) return;
  const fits = [...category.options].find((option) => wordsOf(option.text).some((word) => said.value.includes(word)));
  if (fits) category.value = fits.value;
}

function wordsOf(text) {
  return text.split(/[\s()·,/]+/).filter((word) => word.length > 1 && word !== "기타");
}

export function count() {
  const lines = [...list.querySelectorAll("[data-known]")];
  const open = lines.filter((line) => !line.dataset.ended).length;
  section.querySelector("[data-count]").textContent = `${lines.length}줄${open ? ` · 정하지 않음 ${open}` : ""}`;
}

if (list) {
  more.hidden = false;
  more.addEventListener("click", () => add().elements.said.focus());

  list.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (!form) return;
    hear(form);
    const line = form.closest("[data-line]");
    if (event.target.name === "said") line.querySelector("[data-said]").textContent = event.target.value;
  });
  // Before the shelf hears of it.
  list.addEventListener(
    "input",
    (event) => {
      const form = event.target.closest("form[data-keep]");
      if (event.target.name === "category") event.target.dataset.touched = "yes";
      if (form && event.target.name === "state") suggest(form);
    },
    { capture: true },
  );

  // A line the server has never heard of is dropped here; the others by their form.
  list.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-drop]");
    if (!form) return;
    const key = form.dataset.drop;
    const line = form.closest("[data-line]");
    const entry = shelf.read(key);
    if (!("known" in line.dataset) && !entry?.sending) {
      event.preventDefault();
      shelf.remove(key);
      line.remove();
      more.focus();
      queue.send();
    } else if (!navigator.onLine) {
      event.preventDefault();
      say(formOf(key), "연결되면 지울 수 있습니다.", "bad");
    } else shelf.remove(key);
  });

  const isKnown = (id, told) => {
    const line = document.getElementById(`line-${id}`);
    if (!line || !told.number) return null;
    line.dataset.known = "";
    line.dataset.ended ??= "";
    line.querySelector("[data-number]").textContent = `${told.number}.`;
    return line;
  };

  queue.watch({
    refused: isKnown, // its words may be kept where its end is not
    kept(id, told, { wasEnding, isNewer }) {
      const line = isKnown(id, told);
      if (!line) return;
      if (told.html && wasEnding && !isNewer) line.outerHTML = told.html;
      count();
    },
  });

  // What waits here from before.
  for (const id of shelf.ids()) {
    const entry = shelf.read(id);
    if (entry.refused) shelf.write(id, Object.assign(entry, { refused: "", isNew: true })); // perhaps it is taken now
    if (entry.kind === "line" && !document.getElementById(`line-${id}`)) add(id);
    const form = formOf(id);
    if (!form) {
      shelf.remove(id); // It became a grievance: it is there.
      continue;
    }
    fill(form, entry.values);
    const line = form.closest("[data-line]");
    if (line) {
      line.querySelector("[data-said]").textContent = form.elements.said.value;
      line.querySelector("details").open = true;
      hear(form);
    }
    if (entry.conflict) showConflict(form);
    else say(form, "이 휴대전화에 저장됨");
  }
  for (const form of list.querySelectorAll("form[data-keep]")) hear(form);
}
