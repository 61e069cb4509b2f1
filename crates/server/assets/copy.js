// <button data-copy="text">, or data-copy-from="id of the element whose text is meant".
import { toast } from "./toast.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copyFrom);
  try {
    await navigator.clipboard.writeText(button.dataset.copy ?? source.textContent);
    toast(button.dataset.copied ?? "✓");
  } catch (error) {
    toast(String(error), "bad");
  }
});
