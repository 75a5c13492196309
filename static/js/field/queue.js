// 보내기: one thing after another, each until it is answered. A thing is sent again exactly as it was the first time,
// so that a lost answer doubles nothing; what was typed since goes after it.
import { post } from "./post.js";
import * as shelf from "./shelf.js";

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;

export const state = { isAway: !navigator.onLine, isSignedOut: false, isSending: false, sentAt: "" };
const watchers = [];
let timer;
let pause = FIRST_PAUSE;
let isWanted = false;

export function watch(watcher) {
  watchers.push(watcher);
}

function tell(what, ...about) {
  for (const watcher of watchers) watcher[what]?.(...about);
}

export function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

// Until nothing waits that can be sent. Two tabs of one phone take turns.
export async function send() {
  clearTimeout(timer);
  if (state.isSending) {
    isWanted = true;
    return;
  }
  state.isSending = true;
  tell("changed");
  const turn = navigator.locks ? (work) => navigator.locks.request(`field:${shelf.visit}`, work) : (work) => work();
  const end = await turn(round);
  state.isSending = false;
  state.isSignedOut = end === "signed-out";
  state.isAway = end === "away";
  if (end === "away") {
    later(pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  } else pause = FIRST_PAUSE;
  tell("changed");
  if (isWanted && end === "done") later(0);
  isWanted = false;
}

async function round() {
  for (const id of shelf.ids()) {
    while (waits(shelf.read(id))) {
      const end = await sendEntry(id);
      if (end === "away" || end === "signed-out") return end;
    }
  }
  for (const photo of await shelf.photos()) {
    if (!photo.isReady || photo.refused || waits(shelf.read(photo.line))) continue;
    const end = await sendPhoto(photo);
    if (end === "away" || end === "signed-out") return end;
  }
  return "done";
}

export function waits(entry) {
  return Boolean(entry && (entry.sending || entry.isNew) && !entry.refused && !entry.conflict && !isBlank(entry));
}

const ENDING = new Set(["state", "reason", "title", "category", "department"]);

// A line is ended by pressing its button; until then its words go alone.
function payload(entry) {
  if (entry.kind !== "line" || entry.isFinal) return entry.values;
  return entry.values.filter(([name]) => !ENDING.has(name));
}

function isBlank(entry) {
  return entry.kind === "line" && !entry.values.some(([name, value]) => name === "said" && value.trim());
}

function bodyOf(pairs) {
  const body = new FormData();
  for (const [name, value] of pairs) body.append(name, value);
  return body;
}

async function sendEntry(id) {
  const entry = shelf.read(id);
  if (!entry.sending) {
    Object.assign(entry, { sending: payload(entry), isNew: false, sendsEnding: entry.isFinal, isFinal: false });
    shelf.write(id, entry);
  }
  const { end, told } = await post(entry.url, bodyOf(entry.sending));
  if (end === "away" || end === "signed-out") return end;
  const now = shelf.read(id); // typed meanwhile
  if (!now) return end;
  const wasEnding = now.sendsEnding;
  Object.assign(now, { sending: null, sendsEnding: false });
  if (end === "kept") {
    if (wasEnding && !now.isNew) now.hasEnding = false;
    now.values = withSeen(now.values, told.seen);
    state.sentAt = told.at;
    if (now.isNew || now.hasEnding) shelf.write(id, now);
    else shelf.remove(id);
  } else {
    now.isFinal ||= wasEnding;
    if (end === "differs") now.conflict = { theirs: told.theirs, seen: told.seen };
    else Object.assign(now, { values: withSeen(now.values, told.seen), refused: wordsOf(told) });
    shelf.write(id, now);
  }
  tell(end, id, told, { wasEnding, isNewer: now.isNew });
  return end;
}

function wordsOf(told) {
  return Object.values(told.faults).flat().join(" ");
}

function withSeen(values, seen = {}) {
  const rest = values.filter(([name]) => !(name in seen));
  return [...rest, ...Object.entries(seen).flatMap(([name, sign]) => [sign].flat().map((one) => [name, one]))];
}

async function sendPhoto(photo) {
  const body = bodyOf([["caption", photo.caption], ["line", photo.line]]);
  body.append("photo", photo.blob, "photo.jpg");
  const { end, told } = await post(photo.url, body);
  if (end === "kept") {
    await shelf.dropPhoto(photo.key);
    state.sentAt = told.at;
  } else if (end === "refused") {
    photo.refused = wordsOf(told);
    await shelf.keepPhoto(photo);
  }
  tell(end === "kept" ? "photoKept" : "photoRefused", photo, told);
  return end;
}

addEventListener("online", send);
addEventListener("offline", () => {
  state.isAway = true;
  tell("changed");
});
document.addEventListener("visibilitychange", () => document.hidden || send());
