import { byId, make, write } from "./dom.js";
import { ImageView } from "./imageView.js";
import { MoreButton } from "./moreButton.js";
import { pixelsOf } from "./pictures.js";
import { shown, size, time, visible, whole } from "./format.js";

const MOST = 100;
const FEW = 5; // in view until the others are asked for
const ROOM = 64;

/** The dead letters, newest first; an image is decoded only when it comes into view. */
export class DeadLetters {
  #list = byId("dead-letters");
  #more = new MoreButton(byId("more-dead-letters"), this.#list, FEW, "dead letters");
  #pictures = new WeakMap(); // element -> {pane, picture}
  #watch = new IntersectionObserver((seen) => seen.filter((one) => one.isIntersecting).forEach((one) => this.#draw(one.target)));
  #none = make("li", { class: "plain" }, "None. Every frame could be read.");

  #known = 0; // the serial of the newest one

  /** Loads new dead letters when their number has changed. */
  totals({ deadLetters }) {
    write(byId("dead-count"), whole(deadLetters));
    if (deadLetters < this.#known) {
      this.#known = 0; // the console was restarted and counts from zero
      this.#watch.disconnect();
      this.#list.replaceChildren();
      this.#more.apply();
    }
    if (deadLetters > this.#known) {
      this.#load();
    } else if (deadLetters === 0) {
      this.#trim(); // which says that there are none
    }
  }

  async #load() {
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
      // The banner shows that the console cannot be reached.
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
    this.#more.apply();
  }

  #item({ at, topic, partition, offset, stream, errorClass, reason, bytes, picture }) {
    const pane = new ImageView("refused", ROOM, "the rejected image");
    const kind = (errorClass ?? "").split(".").pop(); // a Java class name without its package
    const item = make("li", { "data-testid": "dead-letter", "data-class": kind },
      pane.element,
      make("div", {},
        make("p", { class: "reason" }, visible(reason ?? "no reason")),
        make("p", { class: "small" }, make("strong", {}, visible(kind)), " · ",
          make("span", { class: "who" }, stream === null ? "no stream id" : shown(stream)),
          ` · ${visible(topic)}-${partition}@${offset} · ${size(bytes)} · ${time(at)}`)));
    if (picture) {
      this.#pictures.set(item, { pane, picture });
      this.#watch.observe(item);
    } else {
      pane.empty("no image");
    }
    return item;
  }

  #draw(item) {
    this.#watch.unobserve(item);
    const { pane, picture } = this.#pictures.get(item);
    pixelsOf(picture).then((pixels) => pane.show(pixels), () => pane.empty("cannot be shown"));
  }
}
