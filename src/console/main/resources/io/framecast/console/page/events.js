import { byId, make } from "./make.js";
import { short, shown, time } from "./words.js";

const MOST = 100; // lines in the list
const KEPT = 500; // remembered, so that a mark in the charts outlives the console's own short list

/** One line of what happened. */
export function happened(event) {
  const to = event.stream === null || event.stream === undefined ? null : make("span", { class: "who" }, shown(event.stream));
  const model = event.model ? make("code", {}, short(event.model)) : null;
  return make("li", { "data-testid": "event", "data-kind": event.event },
    make("time", {}, time(event.at)), make("strong", {}, event.event), to, model, make("span", { class: "reason" }, shown(event.reason ?? " ")));
}

/** The newest events of all, drawn a few times a second however many come. */
export class Events {
  #list = byId("events");
  #waiting = [];
  #drawing = false;

  /** Oldest first. */
  known = [];

  /** What the console knows, after what is older than that and known here only. */
  all(events) {
    const first = events[0]?.at ?? Infinity;
    this.known = [...this.known.filter(({ at }) => at < first), ...events].slice(-KEPT);
    this.#waiting = [];
    this.#list.replaceChildren(...this.known.slice(-MOST).reverse().map(happened));
  }

  add(event) {
    this.known.push(event);
    if (this.known.length > KEPT) {
      this.known.shift();
    }
    this.#waiting.push(event);
    if (!this.#drawing) {
      this.#drawing = true;
      setTimeout(() => this.#draw(), 200);
    }
  }

  #draw() {
    this.#drawing = false;
    this.#list.prepend(...this.#waiting.slice(-MOST).reverse().map(happened));
    this.#waiting = [];
    while (this.#list.childElementCount > MOST) {
      this.#list.lastElementChild.remove();
    }
  }
}
