// 무엇이 어디에 저장되었는지: one sentence at the top, and at the end of the page whether the visit can be ended.
import * as queue from "./queue.js";
import * as shelf from "./shelf.js";

const net = document.querySelector("[data-net]");
const dock = document.querySelector("[data-dock]");
const button = dock?.querySelector("button");
const why = dock?.querySelector("[data-dock-why]");
const PAUSE = 700;
let timer;
let fromServer = button?.disabled ? why.textContent : "";
let words = button?.disabled ? "" : (why?.textContent ?? "");

async function pending() {
  const entries = shelf.ids().map((id) => shelf.read(id));
  const open = entries.filter((entry) => queue.waits(entry) || entry.refused || entry.conflict);
  const photos = (await shelf.photos()).filter((photo) => photo.isReady);
  return {
    lines: open.filter((entry) => entry.kind === "line").length,
    notes: open.filter((entry) => entry.kind === "notes").length,
    photos: photos.length,
    stuck: open.filter((entry) => entry.refused || entry.conflict).length + photos.filter((photo) => photo.refused).length,
    unpressed: entries.filter((entry) => entry.hasEnding && !entry.isNew && !entry.sending).length,
  };
}

function named({ lines, notes, photos }) {
  const parts = [lines && `약속 ${lines}줄`, photos && `사진 ${photos}장`, notes && "방문 기록"].filter(Boolean);
  return parts.length ? `(${parts.join(", ")})` : "";
}

function sentence(waiting) {
  const some = waiting.lines + waiting.notes + waiting.photos;
  if (!shelf.isSafe) return ["이 휴대전화에 저장하지 못했습니다. 보낼 때까지 화면을 닫지 마십시오.", "bad"];
  if (some && queue.state.isSignedOut) return ["이 휴대전화에 저장됨 · 다시 로그인하면 보냅니다", "waiting"];
  if (some && queue.state.isAway) return ["이 휴대전화에 저장됨 · 연결되면 보냅니다", "waiting"];
  if (waiting.stuck) return ["보내지 못한 것이 있습니다. 그 줄에 까닭이 있습니다", "bad"];
  if (some) return ["이 휴대전화에 저장됨 · 보내는 중입니다", "waiting"];
  if (queue.state.isAway) return ["연결이 끊겼습니다. 적으시면 이 휴대전화에 저장합니다.", "waiting"];
  if (queue.state.sentAt) return [`모두 보냈습니다 ${queue.state.sentAt}`, "sent"];
  return ["적으시면 이 휴대전화에 먼저 저장하고 바로 보냅니다.", ""];
}

async function draw() {
  const waiting = await pending();
  const [said, mood] = sentence(waiting);
  const state = net.querySelector("[data-net-state]");
  if (state.textContent !== said) state.textContent = said;
  net.querySelector("[data-net-more]").textContent = named(waiting);
  net.querySelector("[data-net-link]").hidden = !queue.state.isSignedOut;
  net.dataset.mood = mood;
  if (button) drawDock(waiting);
}

function drawDock(waiting) {
  const some = waiting.lines + waiting.notes + waiting.photos;
  const local =
    (some && (queue.state.isAway || queue.state.isSignedOut || waiting.stuck) && `보내지 못한 것이 있습니다 ${named(waiting)}`) ||
    (waiting.unpressed && `고르고 저장하지 않은 줄이 ${waiting.unpressed}줄 있습니다.`) ||
    "";
  const hindrance = local || fromServer;
  button.disabled = Boolean(hindrance);
  dock.querySelector("[data-dock-head]").hidden = !hindrance;
  const text = hindrance || words;
  if (why.textContent !== text) why.textContent = text;
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(draw, queue.state.isAway ? 0 : PAUSE);
}

function listen(told) {
  if (told?.dock) ({ why: fromServer, words } = told.dock);
  soon();
}

if (net) {
  queue.watch({
    changed: soon,
    kept: (_id, told) => listen(told),
    differs: soon,
    refused: soon,
    photoKept: (_photo, told) => listen(told),
    photoRefused: soon,
  });
  document.addEventListener("kept", soon);
  draw();
}

// Ending waits for what is still under way.
const isUnderWay = () => shelf.ids().some((id) => queue.waits(shelf.read(id)));

document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target.closest("form[data-end]");
    if (!form || !isUnderWay()) return;
    event.preventDefault();
    event.stopPropagation();
    await queue.send();
    await draw();
    if (!isUnderWay() && !button?.disabled) form.requestSubmit();
  },
  { capture: true },
);
