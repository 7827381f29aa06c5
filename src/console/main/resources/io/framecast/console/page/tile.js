import { make, write } from "./dom.js";
import { Sparkline } from "./sparkline.js";
import { Comparison } from "./comparison.js";
import { milliseconds, named, partitionNote, place, placeInWords, short, skill } from "./format.js";

/** The tile of one stream: its id, and its images and figures while it is in view. */
export class Tile {
  #name = make("span", { class: "name" });
  #panes = make("span", { class: "panes" });
  #facts = make("span", { class: "facts" });
  #parts = null;
  #last = null;
  #sparkline = null; // kept out of view, so that scrolling does not clear the line

  constructor(stream) {
    this.button = make("button", { type: "button", class: "tile", "data-testid": "tile", "data-n": stream.n, tabindex: -1 }, this.#name, this.#panes, this.#facts);
    this.element = make("li", {}, this.button);
    this.n = stream.n;
    this.setStream(stream);
  }

  /** Sets the stream; after a restart of the console a number may mean another one. */
  setStream(stream) {
    const { id, partition } = stream;
    const name = named(stream);
    const note = partitionNote(stream);
    if (this.id === id && this.partition === partition && this.button.title === (note || name)) {
      return;
    }
    const isSame = this.id === id && this.partition === partition;
    this.id = id;
    this.partition = partition;
    this.button.dataset.stream = id;
    this.button.dataset.partition = partition;
    this.button.setAttribute("aria-label", `${name}, open its last frames`);
    this.button.title = note || name;
    this.#name.textContent = name;
    if (isSame) {
      return;
    }
    this.#last = this.#sparkline = null;
    this.leave();
  }

  enter(room) {
    if (this.#parts) {
      return;
    }
    const parts = {
      comparison: new Comparison(room),
      sequence: fact("sequence"),
      skill: fact("skill"),
      model: fact("model"),
      latency: fact("latency"),
    };
    this.#parts = parts;
    this.#sparkline ??= new Sparkline();
    this.#panes.replaceChildren(...parts.comparison.elements);
    const skilled = make("span", { class: "skilled" }, make("span", { class: "word" }, "skill "), parts.skill, this.#sparkline.element);
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
    this.#parts?.comparison.panes.forEach((pane) => (pane.room = room));
  }

  /** The side of an image in the layout, 0 without one. */
  get room() {
    return this.#panes.firstElementChild?.clientWidth ?? 0;
  }

  show(frame) {
    this.#last = frame;
    if (this.#parts) {
      this.#sparkline.add(frame.skill);
      this.#draw(frame);
    }
  }

  #draw(frame) {
    const parts = this.#parts;
    write(parts.sequence, place(frame));
    parts.sequence.title = placeInWords(frame);
    write(parts.skill, skill(frame.skill));
    const isWorse = frame.skill !== null && frame.skill < 0;
    parts.skill.classList.toggle("worse", isWorse);
    parts.skill.title = isWorse ? "Worse than repeating the last frame." : "";
    write(parts.model, short(frame.model));
    write(parts.latency, milliseconds(frame.latency));
    parts.comparison.show(frame);
  }
}

const fact = (name) => make("span", { "data-testid": `tile-${name}` });
