import { make, write } from "./dom.js";
import { Comparison } from "./comparison.js";
import { place, placeInWords, skill } from "./format.js";

const ROOM = 96;
const TOLERANCE = 8; // CSS pixels

/** The last frames of one stream, one column each. A column is drawn once and then moved. */
export class Filmstrip {
  #strip;
  #columns = new Map(); // "partition@offset" -> element
  #isAtEnd = true; // as the reader left it: a strip that only got narrower is still at its end

  constructor(strip) {
    this.#strip = strip;
    strip.addEventListener("scroll", () => (this.#isAtEnd = strip.scrollLeft + strip.clientWidth >= strip.scrollWidth - TOLERANCE));
    new ResizeObserver(() => this.#keepEnd()).observe(strip);
  }

  clear() {
    this.#columns.clear();
    this.#strip.replaceChildren();
    this.#isAtEnd = true;
  }

  #keepEnd() {
    if (this.#isAtEnd) {
      this.#strip.scrollLeft = this.#strip.scrollWidth;
    }
  }

  show(frames) {
    const strip = this.#strip;
    const atEnd = this.#isAtEnd; // scrolling back to an older frame is kept
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
    this.#keepEnd();
  }

  #column(frame) {
    const comparison = new Comparison(ROOM);
    comparison.show(frame);
    return make("figure", { "data-offset": frame.offset },
      make("figcaption", { title: placeInWords(frame) }, place(frame)), ...comparison.elements, make("span", { class: "score", title: "skill" }, skill(frame.skill)));
  }
}
