// 자동 로그아웃 안내. The server signs people out after a while without a request; this warns them in time, counts down, and
// asks for more. Every page opened in another tab counts as a sign of life there too, so the tabs tell each other.
const dialog = document.querySelector("[data-idle]");

if (dialog?.dataset.extendUrl) watch(dialog);

function watch(dialog) {
  const whole = Number(dialog.dataset.secondsLeft) * 1000;
  const notice = Number(dialog.dataset.warnBefore) * 1000;
  const countdown = dialog.querySelector("[data-countdown]");
  const say = dialog.querySelector("[data-say]");
  const refused = dialog.querySelector("[data-refused]");
  const others = "BroadcastChannel" in window ? new BroadcastChannel("idle") : null;
  const SAID_AT = [120, 60, 30, 10];
  let deadline;
  let said;

  const words = (seconds) => {
    const minutes = Math.floor(seconds / 60);
    const rest = seconds % 60;
    return [minutes && `${minutes}${say.dataset.minutes}`, (rest || !minutes) && `${rest}${say.dataset.seconds}`]
      .filter(Boolean)
      .join(" ");
  };

  const begin = (until) => {
    deadline = until;
    said = Infinity;
    say.textContent = "";
    refused.hidden = true;
    if (dialog.open) dialog.close();
  };

  const tick = () => {
    const left = Math.ceil((deadline - Date.now()) / 1000);
    if (left <= 0) {
      // The server has signed the person out: show that rather than what was on the screen.
      location.replace(location.pathname + location.search);
      clearInterval(timer);
      return;
    }
    if (left * 1000 > notice) return;
    if (!dialog.open) dialog.showModal();
    countdown.textContent = words(left);
    // Aloud only now and then: a screen reader that counts every second says nothing else.
    const due = SAID_AT.find((moment) => left <= moment && moment < said && left > moment - 5);
    if (due) {
      said = due;
      say.textContent = say.dataset.template.replace("{time}", words(left));
    }
  };

  const extend = async () => {
    const token = dialog.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(dialog.dataset.extendUrl, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      redirect: "manual",
    }).catch(() => null);
    if (!answer?.ok) {
      refused.hidden = false;
      return;
    }
    begin(Date.now() + whole);
    others?.postMessage(deadline);
  };

  dialog.querySelector("[data-extend]").addEventListener("click", extend);
  // Esc means "not now", and the answer to that is more time, not a page that vanishes.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    extend();
  });
  others?.addEventListener("message", ({ data }) => data > deadline && begin(data));
  document.addEventListener("visibilitychange", () => document.hidden || tick());

  begin(Date.now() + whole);
  others?.postMessage(deadline);
  const timer = setInterval(tick, 1000);
}
