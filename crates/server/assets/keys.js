// <form data-keys>: what its call answers is shown in its data-keys-list, each with a button that copies it.
document.addEventListener("payscore:done", ({ target: form, detail: keys }) => {
  if (!form.matches("[data-keys]")) return;
  const list = form.querySelector("[data-keys-list]");
  list.replaceChildren();
  for (const [name, value] of Object.entries(keys)) {
    if (!value || name === "mchid") continue;
    const [term, description] = [document.createElement("dt"), document.createElement("dd")];
    const [code, button] = [document.createElement("code"), document.createElement("button")];
    term.textContent = name;
    code.textContent = value;
    Object.assign(button, { type: "button", className: "quiet", textContent: form.dataset.copyWord });
    button.dataset.copy = value;
    button.setAttribute("aria-label", `${form.dataset.copyWord} ${name}`);
    description.append(code, " ", button);
    list.append(term, description);
  }
});
