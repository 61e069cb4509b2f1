// The list of held notifications: those ticked are let go one after another, in the order of ticking.
import { call } from "./act.js";
import { refresh } from "./live.js";
import { toast } from "./toast.js";

let order = [];

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-ordered-release] [name=ids]")) return;
  order = order.filter((id) => id !== target.value);
  if (target.checked) order.push(target.value);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-ordered-release]")) return;
  event.preventDefault();
  try {
    await call("POST", form.dataset.orderedRelease, { ids: order });
    order = [];
    await refresh();
  } catch (error) {
    toast(error.message, "bad");
  }
});
