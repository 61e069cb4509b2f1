// <form data-try="operation">: makes the call by POST /_payscore/call, and shows the answer beside it.
import { call } from "./act.js";
import { toast } from "./toast.js";

const form = document.querySelector("[data-try]");
const answered = document.getElementById("answered");
const part = (name) => answered.querySelector(`[data-part="${name}"]`);

/** What the form says, as the control API wants it. */
function read() {
  const request = { mchid: form.elements.mchid.value, operation: form.dataset.try, path_values: {}, query: {} };
  for (const input of form.querySelectorAll("input[data-part]")) {
    // Left empty it is left out; what has to be there, the answer says.
    if (input.value !== "") request[input.dataset.part][input.name] = input.value;
  }
  if (form.elements.body) request.body = JSON.parse(form.elements.body.value || "{}");
  return request;
}

function show({ request_id: id, request, response, fault }) {
  const good = response.status < 400;
  part("status").textContent = fault ? `${response.status} ${fault}` : response.status;
  part("status").className = `mark ${good ? "good" : "bad"}`;
  part("request").textContent = id;
  part("request").href = answered.dataset.requests + encodeURIComponent(id);
  part("body").textContent = response.body === null ? "" : JSON.stringify(response.body, null, 2);
  part("curl").textContent = request.curl;
  part("nothing").hidden = true;
  part("something").hidden = false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.setAttribute("aria-busy", "true");
  try {
    show(await call("POST", "/_payscore/call", read()));
  } catch (error) {
    toast(error instanceof SyntaxError ? `${form.dataset.wrong} ${error.message}` : error.message, "bad");
  } finally {
    button.removeAttribute("aria-busy");
  }
});

// Another merchant has other services: the example is another.
form.elements.mchid.addEventListener("change", () => {
  location.search = new URLSearchParams({ merchant: form.elements.mchid.value });
});
