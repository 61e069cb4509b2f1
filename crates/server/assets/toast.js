// Short notes at the edge of the page, read out by screen readers.
const SHOWN_FOR = 6000;

export function toast(text, kind = "good") {
  const note = document.createElement("p");
  note.className = `toast ${kind}`;
  note.textContent = text;
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), SHOWN_FOR);
}
