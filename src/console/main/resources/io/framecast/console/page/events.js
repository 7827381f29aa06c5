import { byId, make } from "./make.js";
import { short, shown, time, visible } from "./words.js";

const MOST = 100; // lines in the list
const KEPT = 500; // remembered, so that a mark in the charts outlives the console's own short list
const TOGETHER = 5_000; // the swaps of many streams to one version are one line
const EVERY = 400;

/** One line of what happened. */
export function happened({ at, event, stream, model, reason, streams = 1 }) {
  const who = streams > 1 ? `${streams} streams` : stream === null || stream === undefined ? null : shown(stream);
  return make("li", { "data-testid": "event", "data-kind": event },
    make("time", {}, time(at)),
    make("strong", {}, event),
    who === null ? null : make("span", { class: "who" }, who),
    model ? make("code", {}, short(model)) : null,
    make("span", { class: "reason" }, visible(reason)));
}

/** What happened to all streams and models, newest first, drawn a few times a second however much comes. */
export class Events {
  #list = byId("events");
  #drawing = false;

  /** Oldest first. */
  known = [];

  /** What the console knows, after what is older than that and known here only. */
  all(events) {
    const first = events[0]?.at ?? Infinity;
    this.known = [...this.known.filter(({ at }) => at < first), ...events].slice(-KEPT);
    this.#draw();
  }

  add(event) {
    this.known.push(event);
    if (this.known.length > KEPT) {
      this.known.shift();
    }
    if (!this.#drawing) {
      this.#drawing = true;
      setTimeout(() => this.#draw(), EVERY);
    }
  }

  #draw() {
    this.#drawing = false;
    const lines = [];
    for (const event of this.known) {
      const last = lines[lines.length - 1];
      if (event.event === "swap" && last?.event === "swap" && last.model === event.model && event.at - last.at < TOGETHER) {
        last.streams++;
      } else {
        lines.push({ ...event, streams: 1 });
      }
    }
    const scrolled = this.#list.scrollTop;
    this.#list.replaceChildren(...lines.slice(-MOST).reverse().map(happened));
    this.#list.scrollTop = scrolled;
  }
}
