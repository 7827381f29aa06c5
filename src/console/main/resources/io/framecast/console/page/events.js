import { byId, make } from "./make.js";
import { short, shown, time } from "./words.js";

const MOST = 100;

/** One line of what happened. */
export function happened(event) {
  const to = event.stream === null || event.stream === undefined ? null : make("span", { class: "who" }, shown(event.stream));
  const model = event.model ? make("code", {}, short(event.model)) : null;
  return make("li", { "data-testid": "event", "data-kind": event.event },
    make("time", {}, time(event.at)), make("strong", {}, event.event), to, model, make("span", { class: "reason" }, shown(event.reason ?? " ")));
}

/** The newest events of all, drawn at most once a frame however many come. */
export class Events {
  #list = byId("events");
  #waiting = [];
  #drawing = false;

  all(events) {
    this.#waiting = [];
    this.#list.replaceChildren(...events.slice(-MOST).reverse().map(happened));
  }

  add(event) {
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
