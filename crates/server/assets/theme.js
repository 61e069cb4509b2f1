// Before anything is drawn: the visitor's own choice of light or dark, if there is one.
const chosen = localStorage.getItem("payscore-theme");
if (chosen) document.documentElement.dataset.theme = chosen;
