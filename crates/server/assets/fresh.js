// <tbody data-fresh>: rows that came while the page was open are lit up for a moment.
const LIT_FOR = 2500;

const rows = () => [...document.querySelectorAll("[data-fresh] > [id]")];
const known = new Set(rows().map((row) => row.id));

document.addEventListener("payscore:redrawn", () => {
  for (const row of rows().filter(({ id }) => !known.has(id))) {
    known.add(row.id);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) continue;
    row.animate([{ backgroundColor: "var(--accent-soft)" }, { backgroundColor: "transparent" }], LIT_FOR);
  }
});
