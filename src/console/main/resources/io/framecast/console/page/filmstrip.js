import { make, write } from "./dom.js";
import { Comparison } from "./comparison.js";
import { place, skill } from "./format.js";

const ROOM = 96;

/** The last frames of one stream, one column each. A column is drawn once and then moved. */
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
    // Scrolling back to an older frame is kept.
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
    const comparison = new Comparison(ROOM);
    comparison.show(frame);
    return make("figure", { "data-offset": frame.offset },
      make("figcaption", {}, place(frame)), ...comparison.elements, make("span", { class: "score", title: "skill" }, skill(frame.skill)));
  }
}
