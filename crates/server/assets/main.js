// What every page has. Each module looks for its own attributes (data-act, data-copy, data-live …) and does the rest.
import "./act.js";
import "./clock.js";
import "./copy.js";
import "./fresh.js";
import "./live.js";
import "./release.js";

document.querySelector("[data-theme-toggle]")?.addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("payscore-theme", root.dataset.theme);
});
