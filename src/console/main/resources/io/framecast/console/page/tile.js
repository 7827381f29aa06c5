import { make, write } from "./make.js";
import { Spark } from "./spark.js";
import { Trio } from "./trio.js";
import { milliseconds, place, short, shown, skill } from "./words.js";

/** One stream in the grid: a name, and only while it is in view its pictures and figures. */
export class Tile {
  #name = make("span", { class: "name" });
  #panes = make("span", { class: "panes" });
  #facts = make("span", { class: "facts" });
  #parts = null;
  #last = null;
  #spark = null; // outlives the other parts: a line that began anew at every scroll would tell nothing

  constructor(stream) {
    this.button = make("button", { type: "button", class: "tile", "data-testid": "tile", "data-n": stream.n, tabindex: -1 }, this.#name, this.#panes, this.#facts);
    this.element = make("li", {}, this.button);
    this.n = stream.n;
    this.call(stream.id);
  }

  /** A number may mean another stream after the console was started anew. */
  call(id) {
    if (this.id === id) {
      return;
    }
    this.id = id;
    this.button.dataset.stream = id;
    this.button.setAttribute("aria-label", `${shown(id)}, open its last frames`);
    this.button.title = shown(id);
    this.#name.textContent = shown(id);
    this.#last = this.#spark = null;
    this.leave();
  }

  enter(room) {
    if (this.#parts) {
      return;
    }
    const parts = {
      trio: new Trio(room),
      sequence: fact("sequence"),
      skill: fact("skill"),
      model: fact("model"),
      latency: fact("latency"),
    };
    this.#parts = parts;
    this.#spark ??= new Spark();
    this.#panes.replaceChildren(...parts.trio.elements);
    const skilled = make("span", { class: "skilled" }, make("span", { class: "word" }, "skill "), parts.skill, this.#spark.element);
    this.#facts.replaceChildren(parts.sequence, parts.latency, parts.model, skilled);
    if (this.#last) {
      this.#draw(this.#last);
    }
  }

  leave() {
    this.#parts = null;
    this.#panes.replaceChildren();
    this.#facts.replaceChildren();
  }

  set room(room) {
    this.#parts?.trio.panes.forEach((pane) => (pane.room = room));
  }

  /** The side of a pane as the layout has it, 0 where there is none. */
  get room() {
    return this.#panes.firstElementChild?.clientWidth ?? 0;
  }

  show(frame) {
    this.#last = frame;
    if (this.#parts) {
      this.#spark.add(frame.skill);
      this.#draw(frame);
    }
  }

  #draw(frame) {
    const parts = this.#parts;
    write(parts.sequence, place(frame));
    write(parts.skill, skill(frame.skill));
    write(parts.model, short(frame.model));
    write(parts.latency, milliseconds(frame.latency));
    parts.trio.show(frame);
  }
}

const fact = (name) => make("span", { "data-testid": `tile-${name}` });
