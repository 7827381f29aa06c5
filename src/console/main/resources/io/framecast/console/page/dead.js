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

  /** All that are kept: nothing is missed that came while the console was away. */
  async refresh() {
    try {
      const answer = await fetch("/api/dead-letters");
      if (answer.ok) {
        const { deadLetters } = await answer.json();
        this.#watch.disconnect();
        this.#list.replaceChildren(...deadLetters.slice(0, MOST).map((letter) => this.#item(letter)));
        this.#trim();
      }
    } catch {
      // The banner tells that the console is away.
    }
  }

  add(letter) {
    this.#list.prepend(this.#item(letter));
    this.#trim();
  }

  totals({ deadLetters }) {
    write(byId("dead-count"), whole(deadLetters));
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

  #item({ at, topic, partition, offset, stream, class: kind, reason, bytes, picture }) {
    const pane = new Pane("refused", ROOM, "the refused picture");
    const item = make("li", { "data-testid": "dead-letter", "data-class": kind },
      pane.element,
      make("div", {},
        make("p", { class: "reason" }, visible(reason)),
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
