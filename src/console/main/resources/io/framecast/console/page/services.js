import { byId, make, write } from "./dom.js";
import { visible, whole } from "./format.js";

const FULL = 50; // the lag of a full bar, unless a partition has more

/** The state of predictors, lag and trainer, drawn from the totals of every second. */
export class Services {
  #predictors = new Rows(byId("predictors"), "No predictor answers.");
  #lag = new Rows(byId("lag"), "The lag is not known yet.");
  #trainer = new Rows(byId("trainer"), "No trainer answers.");

  totals({ predictors, lag, sentence, trainer }) {
    this.#predictors.show(predictors.map(({ address, phase, restoring }) => ({
      key: address,
      name: visible(address),
      text: restoring === "" || restoring === "done"
        ? visible(phase).toLowerCase()
        : `${visible(phase).toLowerCase()}: ${visible(restoring)}`,
      share: null,
      kind: phase,
    })));
    const most = Math.max(FULL, ...lag.map((partition) => partition.lag));
    this.#lag.show(lag.map(({ partition, lag: waiting }) => ({
      key: String(partition),
      name: String(partition),
      text: whole(waiting),
      share: waiting / most,
    })), sentence);
    const steps = trainer && trainer.steps > 0 ? trainer : null;
    this.#trainer.show(trainer ? [{
      key: "trainer",
      name: visible(trainer.phase),
      text: [steps ? `step ${whole(steps.step)} of ${whole(steps.steps)}` : "", trainer.last ? visible(trainer.last) : ""].filter(Boolean).join(" · "),
      share: steps ? steps.step / steps.steps : null,
    }] : []);
  }
}

/** Rows with a name, a bar and a text, updated in place. */
class Rows {
  #place;
  #empty;
  #none;
  #rows = new Map(); // key -> element

  /** @param empty what it says without rows */
  constructor(place, empty) {
    this.#place = place;
    this.#empty = empty;
    this.#none = make(place.tagName === "UL" ? "li" : "p", { class: "plain" }, empty);
    place.append(this.#none);
  }

  /** @param why there are none, if that is known */
  show(rows, why = null) {
    const gone = new Set(this.#rows.keys());
    for (const { key, name, text, share, kind } of rows) {
      gone.delete(key);
      const row = this.#rows.get(key) ?? this.#add(key);
      const [label, bar, detail] = row.children;
      write(label, name);
      write(detail, text);
      bar.hidden = share === null;
      bar.firstElementChild.style.width = `${Math.round(100 * Math.max(0, Math.min(1, share ?? 0)))}%`;
      row.dataset.kind = kind ?? "";
    }
    for (const key of gone) {
      this.#rows.get(key).remove();
      this.#rows.delete(key);
    }
    this.#none.hidden = rows.length > 0;
    write(this.#none, why ? visible(why) : this.#empty);
  }

  #add(key) {
    const row = make(this.#place.tagName === "UL" ? "li" : "div", { class: "row", "data-key": key },
      make("span", { class: "named" }),
      make("span", { class: "bar", "aria-hidden": "true" }, make("span", {})),
      make("span", { class: "row-detail" }));
    this.#rows.set(key, row);
    this.#place.append(row);
    return row;
  }
}
