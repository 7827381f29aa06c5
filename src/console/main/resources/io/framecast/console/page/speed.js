import { byId } from "./make.js";

/** How fast the simulated squares move: the demo's way to show what drift does. */
export class Speed {
  #field = byId("speed");
  #busy = false;

  constructor(door) {
    this.#field.addEventListener("change", async (change) => {
      const before = this.#field.dataset.now;
      this.#busy = true;
      const done = await door.post(`/api/simulator?speed=${encodeURIComponent(change.target.value)}`);
      this.#busy = false;
      this.#mark(done ? change.target.value : before);
    });
  }

  hello({ admin, simulator }) {
    this.#field.hidden = !simulator;
    this.#field.disabled = !admin;
  }

  totals({ speed }) {
    if (speed !== null && !this.#busy) {
      this.#mark(String(speed));
    }
  }

  #mark(now) {
    this.#field.dataset.now = now ?? "";
    this.#field.querySelectorAll("input").forEach((choice) => (choice.checked = choice.value === now));
  }
}
