import { byId, make } from "./dom.js";
import { MoreButton } from "./moreButton.js";
import { short, shown, time, visible } from "./format.js";

const MOST = 100; // lines in the list
const FEW = 8; // of them in view until the others are asked for
const KEPT = 500; // kept, so that annotations in the charts outlive the console's shorter list
const TOGETHER = 5_000; // milliseconds: swaps of many streams to one version become one line
const EVERY = 400;

/** Creates one line of the event list. */
export function eventLine({ at, event, stream, model, reason, streams = 1 }) {
  const who = streams > 1 ? `${streams} streams` : stream === null || stream === undefined ? null : shown(stream);
  return make("li", { "data-testid": "event", "data-kind": event },
    make("time", {}, time(at)),
    make("strong", {}, event),
    who === null ? null : make("span", { class: "who" }, who),
    model ? make("code", {}, short(model)) : null,
    make("span", { class: "reason" }, visible(reason)));
}

/** The events of all streams and models, newest first, drawn a few times a second at most. */
export class Events {
  #list = byId("events");
  #more = new MoreButton(byId("more-events"), this.#list, FEW, "events");
  #drawing = false;

  /** Oldest first. */
  known = [];

  /** Takes the console's events, and keeps older ones that only this page has. */
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
    this.#list.replaceChildren(...lines.slice(-MOST).reverse().map(eventLine));
    this.#more.apply();
  }
}
