// The phone's result screens: what the control API answered to a form that names one by data-answer. Titles come with
// the button or the form: data-title, and data-title-en for who reads English.
const TITLES = {
  declined: ["已拒绝", "Declined"],
  refused: ["无法完成", "Refused"],
};

document.addEventListener("payscore:answered", (event) => {
  const { asked, ok, answer, message } = event.detail;
  const screen = document.getElementById(asked.answer);
  if (!screen) return;
  // Said here: no note at the edge.
  event.preventDefault();
  const outcome = !ok ? "refused" : answer.declined ? "declined" : "done";
  const [title, english] = TITLES[outcome] ?? [asked.title, asked.titleEn];
  const [chinese, gloss] = screen.querySelector("h2").children;
  chinese.textContent = title;
  gloss.textContent = document.documentElement.lang === "en" ? english : "";
  screen.dataset.outcome = outcome;
  screen.querySelector(".phone-mark").textContent = outcome === "done" ? "✓" : outcome === "declined" ? "–" : "!";
  screen.querySelector(".phone-said").textContent = ok
    ? [answer.state, answer.state_description].filter(Boolean).join(" · ")
    : message;
  screen.querySelector("code").textContent = JSON.stringify(answer, null, 2);
  screen.showModal();
  screen.querySelector("h2").focus();
});
