import { errorMap } from "./errorMap.js";
import { ImageView } from "./imageView.js";
import { pixelsOf } from "./pictures.js";

/** The comparison shows a frame, its prediction and their difference. */
export class Comparison {
  #frame;
  #predicted;
  #error;
  #waiting = null;
  #busy = false;

  constructor(room) {
    this.#frame = new ImageView("frame", room);
    this.#predicted = new ImageView("predicted", room, "prediction");
    this.#error = new ImageView("error", room);
    this.panes = [this.#frame, this.#predicted, this.#error];
    this.elements = this.panes.map((pane) => pane.element);
  }

  /** Draws only the newest pair: one that arrives during decoding replaces the waiting one. */
  async show(frame) {
    this.#waiting = frame;
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    while (this.#waiting) {
      const next = this.#waiting;
      this.#waiting = null;
      await this.#draw(next);
    }
    this.#busy = false;
  }

  async #draw({ frame, predicted }) {
    const [actual, expected] = await Promise.all([orNull(frame), orNull(predicted)]);
    put(this.#frame, actual, "cannot be shown");
    put(this.#predicted, expected, predicted ? "cannot be shown" : "none yet");
    put(this.#error, actual && expected ? errorMap(actual, expected) : null, "–");
  }
}

const orNull = (picture) => (picture ? pixelsOf(picture).catch(() => null) : null);

function put(pane, pixels, note) {
  if (pixels) {
    pane.show(pixels);
  } else {
    pane.empty(note);
  }
}
