// The page of a case: keys, what is being written kept until it is sent, templates, the preview, and who else is here.
import { onKey } from "./keys.js";

function open(page) {
  forgetWhatWasSent(page.dataset.case);
  for (const form of document.querySelectorAll("form[data-draft]")) {
    keep(form);
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector('button:not([name], [type="button"])'));
    });
  }
  const move = document.getElementById("move");
  if (move) begin(move);
  onKey((key) => {
    const button = page.querySelector(`[data-key="${key}"]`);
    const memo = key === "m" && document.getElementById("memo_text");
    if (memo) memo.focus();
    else button?.click();
    return Boolean(memo || button);
  });
  watch(page);
}

// --- What is being written -------------------------------------------------------------------------------------------

// In this tab only: a desk is often shared, and what is written about a company is not the next person's business.
const KEPT = "쓰시는 글은 보낼 때까지 이 브라우저의 이 탭에만 보관됩니다.";
const BACK = "쓰시던 글을 되살렸습니다. 보낼 때까지 이 브라우저의 이 탭에만 보관됩니다.";
const place = (name) => `case-draft-${name}`;

// The server says in the address which form it took; nothing else proves it.
function forgetWhatWasSent(pk) {
  const [, move] = location.hash.match(/^#done-(\w+)$/) ?? [];
  if (!move) return;
  sessionStorage.removeItem(place(`${pk}-${move}`));
  history.replaceState(null, "", location.pathname + location.search);
}

function written(form) {
  const fields = [...form.elements].filter(
    (field) =>
      field.name === "began_with" ||
      (field.name && !["hidden", "file", "submit"].includes(field.type) && field.name !== "template"),
  );
  return fields.map((field) => [field, ["checkbox", "radio"].includes(field.type) ? "checked" : "value"]);
}

function keep(form) {
  const say = form.querySelector("[data-kept]");
  const name = place(form.dataset.draft);
  const save = () => sessionStorage.setItem(name, JSON.stringify(written(form).map(([field, what]) => field[what])));
  const kept = JSON.parse(sessionStorage.getItem(name) ?? "null");
  const fields = written(form);
  if (form.hasAttribute("data-typed")) save();
  else if (kept?.length === fields.length) {
    fields.forEach(([field, what], n) => (field[what] = kept[n]));
    if (say) say.textContent = BACK;
  }
  form.addEventListener("input", () => {
    save();
    if (say && !say.textContent) say.textContent = KEPT;
  });
}

// --- The form of a move ----------------------------------------------------------------------------------------------

function begin(move) {
  const form = move.querySelector("form");
  // Once the page stands: going to #move, the browser takes the focus away from what has it by then.
  const field = form.querySelector("select, textarea, input:not([type=hidden])");
  const first = form.querySelector("[data-news]") ?? field;
  if (!form.querySelector("[data-errors]")) addEventListener("load", () => first?.focus(), { once: true });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    if (!document.querySelector("dialog[open], .select2-container--open")) move.querySelector("[data-close]").click();
  });
  const select = form.querySelector("[data-into]");
  if (select) fillFrom(form, select);
  form.querySelector("[data-preview]")?.addEventListener("click", (event) => show(form, event));
  const unit = form.elements.department;
  if (unit && form.elements.officer) {
    unit.addEventListener("change", () => offer(unit, form.elements.officer));
    offer(unit, form.elements.officer);
  }
}

// A template's words go in at once where nothing stands; over words that were typed only when told to.
function fillFrom(form, select) {
  const into = document.getElementById(select.dataset.into);
  const over = form.querySelector("[data-over]");
  let put = null;
  const fill = (how) => {
    const { words, outcome } = select.selectedOptions[0].dataset;
    if (words === undefined) return;
    const typed = into.value.trim();
    over.hidden = !(typed && typed !== put && how === "new");
    if (!over.hidden) return;
    into.value = how === "append" && typed ? `${typed}\n\n${words}` : words;
    put = into.value.trim();
    form.elements.began_with.value = select.value;
    const chosen = outcome && !form.querySelector("[name=outcome]:checked");
    if (chosen) form.querySelector(`[name=outcome][value="${outcome}"]`).checked = true;
    into.dispatchEvent(new Event("input", { bubbles: true }));
    into.focus();
  };
  for (const button of form.querySelectorAll("[data-fill]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      fill(button.value);
    });
  }
}

// The letter, found by the server; what cannot be shown because something is missing, the server says on the whole page.
async function show(form, event) {
  if (form.dataset.plain) return;
  event.preventDefault();
  const button = event.currentTarget;
  const body = new FormData(form, button);
  body.delete("files");
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  const text = answer?.ok ? await answer.text() : "";
  const paper = new DOMParser().parseFromString(text, "text/html").querySelector("[data-part=preview] > *");
  if (paper) {
    form.querySelector("[data-part=preview]").replaceChildren(paper);
    paper.focus();
    return;
  }
  form.dataset.plain = "yes";
  form.requestSubmit(button);
}

// 담당자: only those of the department that is chosen.
function offer(unit, officer) {
  const name = unit.selectedOptions[0]?.textContent;
  for (const group of officer.querySelectorAll("optgroup")) {
    const fits = !unit.value || group.label === name;
    group.hidden = group.disabled = !fits;
    if (!fits && group.contains(officer.selectedOptions[0])) officer.value = "";
  }
}

// --- Who else is here ------------------------------------------------------------------------------------------------

const PULSE = 20_000;

function watch(page) {
  const say = page.querySelector("[data-presence]");
  const seen = say.dataset.seen;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;

  const tell = async () => {
    if (document.hidden) return;
    const answer = await fetch(say.dataset.presence, {
      method: "POST",
      headers: { "X-CSRFToken": token, "X-Pulse": "presence" },
      body: new URLSearchParams({ seen }),
      redirect: "error",
    }).catch(() => null);
    if (answer?.ok) draw(await answer.json());
  };
  const draw = ({ others, is_news: isNews }) => {
    const words = [
      others.length ? `지금 함께 보는 사람: ${others.join(", ")}.` : "",
      isNews ? "화면을 여신 뒤에 바뀐 것이 있습니다." : "",
    ].filter(Boolean);
    if (say.dataset.said === words.join(" ")) return;
    say.dataset.said = words.join(" ");
    say.textContent = words.join(" ");
    if (!isNews) return;
    const link = document.createElement("a");
    link.href = location.pathname + location.search;
    link.textContent = "새로 보기";
    say.append(" ", link);
  };
  tell();
  setInterval(tell, PULSE);
  document.addEventListener("visibilitychange", tell);
}

const page = document.querySelector("[data-case]");
if (page) open(page);
