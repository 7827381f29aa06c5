import { byId, READ_ONLY, setDisabled } from "./dom.js";

/** Sets the speed of the simulated squares, with which the demo causes drift. */
export class Speed {
  #field = byId("speed");
  #busy = false;

  constructor(tokenDialog) {
    this.#field.addEventListener("change", async (change) => {
      const before = this.#field.dataset.now;
      this.#busy = true;
      const done = await tokenDialog.post(`/api/simulator?speed=${encodeURIComponent(change.target.value)}`);
      this.#busy = false;
      this.#mark(done ? change.target.value : before);
    });
  }

  hello({ admin, simulator }) {
    this.#field.hidden = !simulator;
    setDisabled(this.#field, admin ? null : READ_ONLY);
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
