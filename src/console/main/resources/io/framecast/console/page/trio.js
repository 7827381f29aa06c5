import { errorOf } from "./error.js";
import { Pane } from "./pane.js";
import { pixelsOf } from "./pictures.js";

/** A frame, the prediction made for it and their difference. */
export class Trio {
  #frame;
  #predicted;
  #error;
  #waiting = null;
  #busy = false;

  constructor(room) {
    this.#frame = new Pane("frame", room);
    this.#predicted = new Pane("predicted", room, "prediction");
    this.#error = new Pane("error", room);
    this.panes = [this.#frame, this.#predicted, this.#error];
    this.elements = this.panes.map((pane) => pane.element);
  }

  /** Only the newest is drawn: what comes while another is being decoded replaces what waits. */
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
    const [came, expected] = await Promise.all([orNull(frame), orNull(predicted)]);
    put(this.#frame, came, "cannot be shown");
    put(this.#predicted, expected, predicted ? "cannot be shown" : "none yet");
    put(this.#error, came && expected ? errorOf(came, expected) : null, "–");
  }
}

const orNull = (picture) => (picture ? pixelsOf(picture).catch(() => null) : null);

function put(pane, pixels, otherwise) {
  if (pixels) {
    pane.show(pixels);
  } else {
    pane.empty(otherwise);
  }
}
