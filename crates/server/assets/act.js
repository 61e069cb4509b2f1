// <form data-act="/_payscore/clock/advance" data-method="POST">: its fields become a JSON body, a refusal becomes a
// note. A field says what it is by data-type: number, boolean, json; left empty it is left out. A field named in the
// address as {name} goes there instead. data-confirm asks first; data-done is what is said after, data-goto where to go.
import { refresh } from "./live.js";
import { toast } from "./toast.js";

const READ = { number: Number, boolean: (text) => text === "true" || text === "on", json: JSON.parse };

/** What a form says: the address with its variables filled in, and the body. */
function read(form, submitter) {
  const data = new FormData(form, submitter);
  let address = submitter?.dataset.act ?? form.dataset.act;
  const body = {};
  for (const [name, text] of data) {
    if (text === "") continue;
    const variable = `{${name}}`;
    if (address.includes(variable)) {
      address = address.replace(variable, encodeURIComponent(text));
      continue;
    }
    const field = form.elements.namedItem(name);
    body[name] = (READ[field?.dataset?.type] ?? String)(text);
  }
  return { address, body };
}

/** Calls the control API; what it refuses is thrown with its own words. */
export async function call(method, address, body) {
  const answer = await fetch(address, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    value = { message: text };
  }
  if (!answer.ok) throw new Error(`${answer.status} ${value.code ?? ""} ${value.message ?? ""}`.trim());
  return value;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const submitter = event.submitter;
  if (!(submitter?.dataset.act ?? form.dataset.act)) return;
  event.preventDefault();
  const asked = submitter?.dataset.confirm ?? form.dataset.confirm;
  if (asked && !confirm(asked)) return;
  const method = submitter?.dataset.method ?? form.dataset.method ?? "POST";
  submitter?.setAttribute("aria-busy", "true");
  try {
    const { address, body } = read(form, submitter);
    const empty = Object.keys(body).length === 0 || method === "DELETE" || method === "GET";
    const answer = await call(method, address, empty ? undefined : body);
    toast(submitter?.dataset.done ?? form.dataset.done ?? "✓");
    form.dispatchEvent(new CustomEvent("payscore:done", { bubbles: true, detail: answer }));
    const goto = submitter?.dataset.goto ?? form.dataset.goto;
    if (goto) location.assign(goto);
    else await refresh();
  } catch (error) {
    toast(error.message, "bad");
  } finally {
    submitter?.removeAttribute("aria-busy");
  }
});
