// 사진·파일 of a form that is kept: each file travels as soon as it is picked, with a bar, and can be taken out again.
import { size } from "./upload.js";

for (const field of document.querySelectorAll("[data-attach]")) {
  const words = field.dataset;
  const form = field.closest("form");
  const input = field.querySelector("input[type=file]");
  const list = field.querySelector("ul");
  const told = field.querySelector("[data-told]");
  const waiting = [];
  let isBusy = false;

  field.querySelector(".upload").dataset.ready = "";
  field.querySelector("[data-pick]").addEventListener("click", () => input.click());

  const button = (label, name) => {
    const made = document.createElement("button");
    made.className = "button";
    made.type = "button";
    made.dataset.kind = "plain";
    const about = document.createElement("span");
    about.className = "unseen";
    about.textContent = ` ${name}`;
    made.append(label, about);
    return made;
  };

  const line = (file) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = file.name.normalize("NFC");
    const state = document.createElement("span");
    state.className = "small";
    item.append(name, state);
    list.append(item);
    return item;
  };

  const say = (item, sentence, { failed = false } = {}) => {
    const state = item.querySelector(".small");
    state.textContent = sentence;
    state.toggleAttribute("data-failed", failed);
    told.textContent = `${item.firstElementChild.textContent}: ${sentence}`;
  };

  // A line that failed says why and can be put away.
  const fail = (item, sentence) => {
    item.querySelector("progress")?.remove();
    item.querySelector("button")?.remove();
    const out = button(words.remove, item.firstElementChild.textContent);
    out.addEventListener("click", () => {
      item.remove();
      input.focus();
    });
    item.append(out);
    say(item, sentence, { failed: true });
  };

  const keep = (item, file) => {
    item.dataset.file = file.file;
    item.firstElementChild.textContent = file.name;
    item.querySelector("progress").remove();
    item.querySelector("button").remove();
    const out = button(words.remove, file.name);
    out.name = "drop";
    item.append(out);
    say(item, `${words.uploaded} · ${size(file.size)}`);
  };

  const refusal = (file) => {
    const limit = Number(file.type.startsWith("video/") ? words.videoLimit : words.fileLimit);
    if (file.size > limit) return words.tooBig.replace("{limit}", limit / 1024 / 1024);
    const count = list.querySelectorAll("[data-file], progress").length;
    return count >= Number(words.count) ? words.tooMany.replace("{limit}", words.count) : "";
  };

  // One after another: the first makes the draft the others belong to.
  const next = () => {
    const [item, file] = waiting.shift() ?? [];
    isBusy = Boolean(item);
    if (!item) return;
    const request = new XMLHttpRequest();
    const bar = item.querySelector("progress");
    const typed = new FormData();
    for (const name of ["csrfmiddlewaretoken", "company", "key"]) typed.set(name, form.elements[name].value);
    typed.set("file", file, file.name);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.max = event.total;
      bar.value = event.loaded;
      item.querySelector(".small").textContent = `${Math.floor((100 * event.loaded) / event.total)}%`;
    });
    request.addEventListener("loadend", () => {
      const answer = request.response;
      if (request.status === 201) {
        form.elements.key.value = answer.key;
        keep(item, answer);
      } else if (item.isConnected) fail(item, answer?.words.replace(`${file.name.normalize("NFC")}: `, "") ?? words.failed);
      next();
    });
    item.querySelector("button").addEventListener("click", () => {
      item.remove();
      request.abort();
      input.focus();
    });
    request.responseType = "json";
    request.open("POST", words.attach);
    request.send(typed);
    told.textContent = `${file.name}: ${words.uploading}`;
  };

  input.addEventListener("change", () => {
    for (const file of input.files) {
      const item = line(file);
      const sentence = refusal(file);
      if (sentence) {
        fail(item, sentence);
        continue;
      }
      const bar = document.createElement("progress");
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute("aria-label", `${file.name} ${words.uploading}`);
      item.append(bar, button(words.stop, file.name));
      waiting.push([item, file]);
    }
    input.value = ""; // They travel by themselves, not with the form.
    if (!isBusy) next();
  });

  list.addEventListener("click", async (event) => {
    const out = event.target.closest("button[name=drop]");
    if (!out) return;
    event.preventDefault();
    const item = out.closest("li");
    const address = words.drop.replace(/[0-9a-f-]{36}/, item.dataset.file);
    const token = form.elements.csrfmiddlewaretoken.value;
    const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "error" }).catch(() => null);
    if (answer?.ok || answer?.status === 404) item.remove();
    else say(item, words.failed, { failed: true });
    input.focus();
  });

  // Files that are still on their way hold the form back.
  form.addEventListener(
    "submit",
    (event) => {
      const bar = list.querySelector("progress");
      if (!bar) return;
      event.preventDefault();
      bar.closest("li").scrollIntoView({ block: "center" });
      told.textContent = words.uploading;
    },
    { capture: true },
  );
}
