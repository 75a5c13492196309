// 이 휴대전화: what was typed and photographed here and is not known to have arrived. Kept by person and visit, so that
// nobody finds what somebody else wrote on the same phone. Texts at once in localStorage, photographs in IndexedDB.
export const person = document.body.dataset.field;
export const visit = document.body.dataset.visit;

const here = `field:${person}:${visit}:`;
const spare = new Map(); // where the browser keeps nothing (private windows, a full phone)
export let isSafe = true;

export function read(id) {
  if (spare.has(id)) return structuredClone(spare.get(id));
  return JSON.parse(stored((store) => store.getItem(here + id)) ?? "null");
}

export function write(id, entry) {
  spare.delete(id);
  if (stored((store) => store.setItem(here + id, JSON.stringify(entry)) ?? true)) return;
  spare.set(id, structuredClone(entry));
  isSafe = false;
}

export function remove(id) {
  spare.delete(id);
  stored((store) => store.removeItem(here + id));
}

// In the order in which they were begun: lines are numbered as they were spoken.
export function ids() {
  const kept = stored((store) => Object.keys(store)) ?? [];
  const found = [...kept.filter((key) => key.startsWith(here)).map((key) => key.slice(here.length)), ...spare.keys()];
  const begun = new Map(found.map((id) => [id, read(id)?.begun ?? 0]));
  return found.sort((one, other) => begun.get(one) - begun.get(other));
}

// Whether something of this visit waits here.
export function holds(visitNo) {
  const kept = stored((store) => Object.keys(store)) ?? [];
  return kept.some((key) => key.startsWith(`field:${person}:${visitNo}:`));
}

function stored(use) {
  try {
    return use(localStorage);
  } catch {
    return null; // switched off, or full
  }
}

// --- Photographs --------------------------------------------------------------------------------------------------

const loose = new Map();
const opened = new Promise((resolve) => {
  if (!globalThis.indexedDB) return resolve(null);
  const asked = indexedDB.open("field", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("photos", { keyPath: "key" });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => resolve(null);
});

async function inPhotos(mode, use) {
  const base = await opened;
  if (!base) return null;
  return new Promise((resolve) => {
    const turn = base.transaction("photos", mode);
    const asked = use(turn.objectStore("photos"));
    turn.oncomplete = () => resolve({ result: asked.result });
    turn.onabort = turn.onerror = () => resolve(null);
  });
}

export async function photos() {
  const found = (await inPhotos("readonly", (store) => store.getAll()))?.result ?? [];
  return [...found, ...loose.values()].filter((photo) => photo.person === person && photo.visit === visit);
}

export async function keepPhoto(photo) {
  if (await inPhotos("readwrite", (store) => store.put(photo))) return;
  loose.set(photo.key, photo);
  isSafe = false;
}

export async function dropPhoto(key) {
  loose.delete(key);
  await inPhotos("readwrite", (store) => store.delete(key));
}

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
