// One thing sent once: what became of it, in one word. The token is the page's; whoever signed in again has a new one.
import { person } from "./shelf.js";

const PATIENCE = 60_000;
let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;

// → { end: "kept" | "differs" | "refused" | "away" | "signed-out", told }
export async function post(url, body, isAgain = false) {
  const answer = await fetch(url, {
    method: "POST",
    body,
    headers: { Accept: "application/json", "X-CSRFToken": token, "X-Field-Person": person },
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => null);
  if (!answer || answer.status >= 500 || answer.status === 429) return { end: "away" };
  if (answer.type === "opaqueredirect" || answer.status === 401) return { end: "signed-out" };
  if (answer.status === 403 && !isAgain) {
    const end = await renew();
    return end === "renewed" ? post(url, body, true) : { end };
  }
  const told = await answer.json().catch(() => null);
  if (answer.ok) return told ? { end: "kept", told } : { end: "away" }; // not our server: a hotel's sign-in page
  if (answer.status === 409 && told) return { end: "differs", told };
  return { end: "refused", told: told ?? { faults: { __all__: [WHY[answer.status] ?? WHY.rest] } } };
}

const WHY = {
  403: "이 방문에 적을 권한이 없습니다. 총괄담당에게 알려 주십시오.",
  404: "이 방문의 명단에 없습니다. 총괄담당에게 알려 주십시오.",
  413: "너무 커서 보내지 못했습니다.",
  rest: "받지 않았습니다. 잠시 뒤에 다시 보내 주십시오.",
};

// The page as it is now, if it is still for the same person.
async function renew() {
  const answer = await fetch(location.pathname, { redirect: "manual" }).catch(() => null);
  if (!answer) return "away";
  if (!answer.ok) return answer.type === "opaqueredirect" ? "signed-out" : "renewed";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.body.dataset.field !== person) return "signed-out";
  token = page.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
  return "renewed";
}
