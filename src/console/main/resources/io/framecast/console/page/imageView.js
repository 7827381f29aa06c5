import { make, write } from "./dom.js";

/** The view shows one image at an integer multiple of its size, or a short note without one. */
export class ImageView {
  #canvas;
  #note = make("span", { class: "note" });
  #room;

  constructor(kind, room, label) {
    this.#canvas = make("canvas", { "data-pane": kind, width: 0, height: 0, role: "img", "aria-label": label ?? kind });
    this.#room = room;
    this.element = make("span", { class: "pane" }, this.#canvas, this.#note);
  }

  show(pixels) {
    const canvas = this.#canvas;
    if (canvas.width !== pixels.width || canvas.height !== pixels.height) {
      canvas.width = pixels.width;
      canvas.height = pixels.height;
      this.#fit();
    }
    canvas.getContext("2d").putImageData(pixels, 0, 0);
    write(this.#note, "");
  }

  /** Shows no image but the reason, in a word or two. */
  empty(why) {
    if (this.#canvas.width) {
      this.#canvas.width = this.#canvas.height = 0;
      this.#canvas.style.width = this.#canvas.style.height = "0";
    }
    write(this.#note, why);
  }

  /** The available length of a side in CSS pixels. */
  set room(room) {
    if (room !== this.#room) {
      this.#room = room;
      this.#fit();
    }
  }

  #fit() {
    const canvas = this.#canvas;
    // The multiple is in device pixels; an image larger than its view is scaled down smoothly.
    const screen = window.devicePixelRatio || 1;
    const fits = (this.#room * screen) / Math.max(canvas.width, canvas.height, 1);
    const scale = (fits >= 1 ? Math.floor(fits) : fits) / screen;
    canvas.classList.toggle("shrunk", fits < 1);
    canvas.style.width = `${canvas.width * scale}px`;
    canvas.style.height = `${canvas.height * scale}px`;
  }
}
