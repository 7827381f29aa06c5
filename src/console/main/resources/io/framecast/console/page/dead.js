import { byId, make, write } from "./make.js";
import { Pane } from "./pane.js";
import { pixelsOf } from "./pictures.js";
import { shown, size, time, visible, whole } from "./words.js";

const MOST = 100;
const ROOM = 64;

/** Refused frames, newest first; a picture is decoded only when it comes into view. */
export class DeadLetters {
  #list = byId("dead-letters");
  #pictures = new WeakMap(); // element -> {pane, picture}
  #watch = new IntersectionObserver((seen) => seen.filter((one) => one.isIntersecting).forEach((one) => this.#draw(one.target)));
  #none = make("li", { class: "plain" }, "None: every frame could be read.");

  #known = 0; // the serial of the newest one

  /** How many there were tells whether there are others than are known. */
  totals({ deadLetters }) {
    write(byId("dead-count"), whole(deadLetters));
    if (deadLetters < this.#known) {
      this.#known = 0; // another console, that counts from the beginning
      this.#watch.disconnect();
      this.#list.replaceChildren();
    }
    if (deadLetters > this.#known) {
      this.#ask();
    }
  }

  async #ask() {
    const known = this.#known;
    try {
      const answer = await fetch(`/api/dead-letters?since=${known}`);
      const { deadLetters } = answer.ok ? await answer.json() : { deadLetters: [] };
      if (known === this.#known && deadLetters.length > 0) {
        this.#known = deadLetters[0].serial;
        this.#list.prepend(...deadLetters.slice(0, MOST).map((letter) => this.#item(letter)));
        this.#trim();
      }
    } catch {
      // The banner tells that the console is away.
    }
  }

  #trim() {
    while (this.#list.childElementCount > MOST) {
      this.#watch.unobserve(this.#list.lastElementChild);
      this.#list.lastElementChild.remove();
    }
    if (this.#list.querySelector("[data-testid]")) {
      this.#none.remove();
    } else {
      this.#list.append(this.#none);
    }
  }

  #item({ at, topic, partition, offset, stream, errorClass, reason, bytes, picture }) {
    const pane = new Pane("refused", ROOM, "the refused picture");
    const kind = (errorClass ?? "").split(".").pop(); // a Java class: its package says nothing here
    const item = make("li", { "data-testid": "dead-letter", "data-class": kind },
      pane.element,
      make("div", {},
        make("p", { class: "reason" }, visible(reason ?? "no reason")),
        make("p", { class: "small" }, make("strong", {}, visible(kind)), " · ",
          make("span", { class: "who" }, stream === null ? "without a stream" : shown(stream)),
          ` · ${visible(topic)}-${partition}@${offset} · ${size(bytes)} · ${time(at)}`)));
    if (picture) {
      this.#pictures.set(item, { pane, picture });
      this.#watch.observe(item);
    } else {
      pane.empty("no picture");
    }
    return item;
  }

  #draw(item) {
    this.#watch.unobserve(item);
    const { pane, picture } = this.#pictures.get(item);
    pixelsOf(picture).then((pixels) => pane.show(pixels), () => pane.empty("cannot be shown"));
  }
}
