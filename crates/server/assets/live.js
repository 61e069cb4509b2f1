// <section id="x" data-live="orders clock">: drawn anew when one of these topics changes. The page is fetched again
// and what differs is put in place, so that the server has one way to draw a thing.
import { morph } from "./morph.js";

const parts = () => [...document.querySelectorAll("[data-live]")];
const topicsOf = (part) => part.dataset.live.split(" ");
let running = false;
let waiting = new Set();

/** Draws anew whatever shows one of these topics; without topics, all that is live. */
export async function refresh(topics) {
  topics ??= parts().flatMap(topicsOf);
  topics.forEach((topic) => waiting.add(topic));
  if (running) return;
  running = true;
  try {
    while (waiting.size) {
      const changed = waiting;
      waiting = new Set();
      if (parts().some((part) => topicsOf(part).some((topic) => changed.has(topic)))) await redraw(changed);
    }
  } finally {
    running = false;
  }
}

async function redraw(changed) {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts()) {
    const now = fresh.getElementById(part.id);
    if (now && topicsOf(part).some((topic) => changed.has(topic))) morph(part, document.adoptNode(now));
  }
  document.dispatchEvent(new CustomEvent("payscore:redrawn"));
}

function watch() {
  const events = new EventSource("/_payscore/events");
  events.onopen = () => {
    document.documentElement.dataset.connection = "open";
    // What changed while nobody told us: since the connection was lost, or since this page was drawn.
    refresh();
  };
  events.onmessage = ({ data }) => refresh(data.split(" "));
  events.onerror = () => {
    document.documentElement.dataset.connection = "lost";
  };
  addEventListener("pagehide", () => events.close());
}

if (parts().length) watch();
