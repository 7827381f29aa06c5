import { make, write } from "./make.js";
import { Trio } from "./trio.js";
import { place, skill } from "./words.js";

const ROOM = 96;

/** The last frames of one stream, a column each. A column is drawn once and moves along. */
export class Filmstrip {
  #strip;
  #columns = new Map(); // "partition@offset" -> element

  constructor(strip) {
    this.#strip = strip;
  }

  clear() {
    this.#columns.clear();
    this.#strip.replaceChildren();
  }

  show(frames) {
    const strip = this.#strip;
    // Whoever looks at an older frame is not pulled away from it.
    const atEnd = strip.scrollLeft + strip.clientWidth >= strip.scrollWidth - 8;
    const gone = new Set(this.#columns.keys());
    for (const frame of frames) {
      const key = `${frame.partition}@${frame.offset}`;
      gone.delete(key);
      const known = this.#columns.get(key);
      if (known) {
        write(known.lastElementChild, skill(frame.skill));
      } else {
        const column = this.#column(frame);
        this.#columns.set(key, column);
        strip.append(column);
      }
    }
    for (const key of gone) {
      const column = this.#columns.get(key);
      const shift = atEnd ? 0 : column.offsetWidth;
      this.#columns.delete(key);
      column.remove();
      strip.scrollLeft -= shift;
    }
    if (atEnd) {
      strip.scrollLeft = strip.scrollWidth;
    }
  }

  #column(frame) {
    const trio = new Trio(ROOM);
    trio.show(frame);
    return make("figure", { "data-offset": frame.offset },
      make("figcaption", {}, place(frame)), ...trio.elements, make("span", { class: "score", title: "skill" }, skill(frame.skill)));
  }
}
