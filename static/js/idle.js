// 자동 로그아웃 안내. The server signs people out after a while without a request; this warns them in time, counts down, and
// asks for more. What counts is the server's clock: before it warns and before it gives up, the script asks how much is
// left, because another tab may have been busy.
const dialog = document.querySelector("[data-idle]");

if (dialog?.dataset.extendUrl) watch(dialog);
else dialog?.querySelector("[data-extend]").addEventListener("click", () => dialog.close()); // the style guide's sample

function watch(dialog) {
  const notice = Number(dialog.dataset.warnBefore);
  const countdown = dialog.querySelector("[data-countdown]");
  const say = dialog.querySelector("[data-say]");
  const refused = dialog.querySelector("[data-refused]");
  const SAID_AT = [120, 60, 30, 10];
  let deadline;
  let said = Infinity;
  let isAsking = false;

  const left = () => Math.ceil((deadline - Date.now()) / 1000);

  const words = (seconds) => {
    const minutes = Math.floor(seconds / 60);
    const rest = seconds % 60;
    return [minutes && `${minutes}${say.dataset.minutes}`, (rest || !minutes) && `${rest}${say.dataset.seconds}`]
      .filter(Boolean)
      .join(" ");
  };

  // GET asks, POST extends. Null when there is no answer, which is not the same as none left.
  const ask = async (method) => {
    const token = dialog.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(dialog.dataset.extendUrl, {
      method,
      headers: method === "POST" ? { "X-CSRFToken": token } : {},
      redirect: "error",
    }).catch(() => null);
    if (answer?.status === 401) return 0;
    return answer?.ok ? (await answer.json()).seconds_left : null;
  };

  const begin = (seconds) => {
    deadline = Date.now() + seconds * 1000;
    if (seconds <= notice) return;
    said = Infinity;
    say.textContent = "";
    refused.hidden = true;
    if (dialog.open) dialog.close();
  };

  const count = () => {
    const seconds = Math.max(0, left());
    if (!dialog.open) dialog.showModal();
    countdown.textContent = words(seconds);
    // Aloud only now and then: a screen reader that counts every second says nothing else.
    const due = SAID_AT.find((moment) => seconds <= moment && moment < said && seconds > moment - 5);
    if (due) {
      said = due;
      say.textContent = say.dataset.template.replace("{time}", words(seconds));
    }
  };

  const tick = async () => {
    if (isAsking || left() > notice) return;
    if (!dialog.open || left() <= 0) {
      isAsking = true;
      const seconds = await ask("GET");
      isAsking = false;
      if (seconds === 0 || (seconds === null && left() <= 0)) return leave();
      if (seconds !== null) begin(seconds);
      if (left() > notice) return;
    }
    count();
  };

  // Signed out: show that rather than what was on the screen.
  const leave = () => {
    clearInterval(timer);
    location.replace(location.pathname + location.search);
  };

  const extend = async () => {
    const seconds = await ask("POST");
    if (seconds === 0) leave();
    else if (seconds !== null) begin(seconds);
    // No answer, or the longest a session may live is near: either way there is no more time to be had.
    if (seconds === null || seconds <= notice) refused.hidden = false;
  };

  dialog.querySelector("[data-extend]").addEventListener("click", extend);
  // Esc means "not now", and the answer to that is more time, not a page that vanishes.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    extend();
  });
  document.addEventListener("visibilitychange", () => document.hidden || tick());

  begin(Number(dialog.dataset.secondsLeft));
  const timer = setInterval(tick, 1000);
}
