// 사진: made small before it is kept, without what the camera writes behind it; sent when somebody says so.
import * as queue from "./queue.js";
import * as shelf from "./shelf.js";

const SIDE = 1600;
const THUMB = 192;
const QUALITY = 0.82;
const UNREADABLE =
  "이 사진은 읽을 수 없습니다. HEIC 사진이면 카메라 설정에서 사진 형식을 JPG(높은 호환성)로 바꾸어 다시 찍어 주십시오.";

const section = document.querySelector("#photos");
const blank = section?.querySelector("[data-blank-photo]");
const fresh = section?.querySelector("[data-new-photos]");
const kept = section?.querySelector("[data-photos]");
const fault = section?.querySelector("[data-photo-fault]");

function drawn(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function shrunk(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  const blob = await new Promise((resolve) => drawn(picture, SIDE).toBlob(resolve, "image/jpeg", QUALITY));
  return blob && { blob, thumb: drawn(picture, THUMB).toDataURL("image/jpeg", QUALITY) };
}

async function take(files) {
  fault.hidden = true;
  for (const file of files) {
    const small = await shrunk(file);
    if (!small) {
      fault.textContent = UNREADABLE;
      fault.hidden = false;
      continue;
    }
    const key = shelf.newKey();
    const url = blank.content.querySelector("form").dataset.photoUrl.replace(/[0-9a-f]{8}-0000-4000-8000-[0-9a-f]{12}/, key);
    const photo = { ...small, key, url, person: shelf.person, visit: shelf.visit, caption: "", line: "", isReady: false, refused: "" };
    await shelf.keepPhoto(photo);
    show(photo).querySelector("[name=caption]").focus();
  }
  section.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
}

function show(photo) {
  const form = blank.content.cloneNode(true).querySelector("form");
  form.dataset.key = photo.key;
  form.querySelector("[data-thumb]").src = photo.thumb;
  for (const name of ["caption", "line"]) {
    const field = form.elements[name];
    field.id = `photo-${photo.key}-${name}`;
    form.querySelector(`[data-label=${name}]`).htmlFor = field.id;
  }
  offerLines(form.elements.line, photo.line);
  form.elements.caption.value = photo.caption;
  fresh.append(form);
  tellState(form, photo);

  form.addEventListener("input", () => {
    Object.assign(photo, { caption: form.elements.caption.value, line: form.elements.line.value });
    shelf.keepPhoto(photo);
  });
  form.elements.line.addEventListener("focus", () => offerLines(form.elements.line, form.elements.line.value));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    Object.assign(photo, { isReady: true, refused: "" });
    await shelf.keepPhoto(photo);
    tellState(form, photo);
    form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
    queue.send();
  });
  form.querySelector("[data-out]").addEventListener("click", async () => {
    await shelf.dropPhoto(photo.key);
    form.remove();
    section.querySelector("[data-camera]").focus();
    section.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
  });
  return form;
}

function offerLines(select, chosen) {
  const lines = [...document.querySelectorAll("[data-line]")].filter((line) => line.querySelector("[data-said]").textContent.trim());
  const options = lines.map((line) => new Option(line.querySelector("h3").innerText.trim().slice(0, 40), line.dataset.line));
  select.replaceChildren(new Option("방문 전체", ""), ...options);
  select.value = chosen;
}

function tellState(form, photo) {
  const line = form.querySelector("[data-line-state]");
  line.textContent = photo.refused || (photo.isReady ? "이 휴대전화에 저장됨 · 차례가 되면 보냅니다" : "이 휴대전화에 저장됨 · 올리기 전입니다");
  line.dataset.mood = photo.refused ? "bad" : "";
  form.querySelector("[data-upload]").hidden = photo.isReady && !photo.refused;
}

export function count() {
  if (section) section.querySelector("[data-photo-count]").textContent = `${kept.children.length}장`;
}

if (blank) {
  section.querySelector("[data-pick]").hidden = false;
  for (const way of ["camera", "album"]) {
    const input = section.querySelector(`[data-${way}-input]`);
    section.querySelector(`[data-${way}]`).addEventListener("click", () => input.click());
    input.addEventListener("change", async () => {
      await take([...input.files]);
      input.value = "";
    });
  }
  queue.watch({
    photoKept(photo, told) {
      fresh.querySelector(`[data-key="${photo.key}"]`)?.remove();
      kept.querySelector(`[data-photo="${photo.key}"]`)?.remove();
      kept.insertAdjacentHTML("beforeend", told.html);
      count();
    },
    photoRefused(photo) {
      const form = fresh.querySelector(`[data-key="${photo.key}"]`);
      if (form) tellState(form, photo);
    },
  });
  shelf.photos().then((waiting) => waiting.forEach(show));
}
