// <form data-act="/_payscore/clock/advance" data-method="POST">: its fields become a JSON body, a refusal becomes a
// note. A field says what it is by data-type: number, boolean, json, count; left empty it is left out. A field named in the
// address as {name} goes there instead. data-confirm asks first; data-done is what is said after, data-goto where to go.
// What came of it is told to the page by the event payscore:answered; who prevents its default has said it in another way.
import { refresh } from "./live.js";
import { toast } from "./toast.js";

const READ = {
  number: Number,
  boolean: (text) => text === "true" || text === "on",
  json: JSON.parse,
  // A number, or a word: unlimited.
  count: (text) => (/^\d+$/.test(text) ? Number(text) : text),
};

/** What a form says: the address with its variables filled in, and the body. */
function read(form, act, submitter) {
  const data = new FormData(form, submitter);
  let address = act;
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
  if (!answer.ok) throw Object.assign(new Error(`${answer.status} ${value.code ?? ""} ${value.message ?? ""}`.trim()), { value });
  return value;
}

/** Tells the page; whether nobody there has said it. The form itself may have been drawn anew meanwhile. */
function tell(detail) {
  return document.dispatchEvent(new CustomEvent("payscore:answered", { cancelable: true, detail }));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const submitter = event.submitter;
  // Read now: while the server answers, the form may be drawn anew as something else.
  const asked = { ...form.dataset, ...submitter?.dataset };
  if (!asked.act) return;
  event.preventDefault();
  if (asked.confirm && !confirm(asked.confirm)) return;
  const method = asked.method ?? "POST";
  submitter?.setAttribute("aria-busy", "true");
  try {
    const { address, body } = read(form, asked.act, submitter);
    const empty = Object.keys(body).length === 0 || method === "DELETE" || method === "GET";
    const answer = await call(method, address, empty ? undefined : body);
    if (tell({ asked, ok: true, answer })) toast(asked.done ?? "✓");
    form.dispatchEvent(new CustomEvent("payscore:done", { bubbles: true, detail: answer }));
    if (asked.goto) location.assign(asked.goto);
    else await refresh();
  } catch (error) {
    if (tell({ asked, ok: false, answer: error.value, message: error.message })) toast(error.message, "bad");
  } finally {
    submitter?.removeAttribute("aria-busy");
  }
});
