import { byId, make, write } from "./dom.js";
import { figure, milliseconds, short, skill, whole } from "./format.js";

const SHOWN = [
  ["rate", "Predictions/s", (t) => figure(t.rate, t.rate < 10 ? 1 : 0)],
  ["skill", "Skill (1 is perfect)", (t) => skill(t.skill)],
  ["p50", "Median latency", (t) => milliseconds(t.p50)],
  ["p99", "p99 latency", (t) => milliseconds(t.p99)],
  ["lag", "Lag (frames)", (t) => whole(t.lag.reduce((sum, { lag }) => sum + lag, 0))],
  ["dead", "Dead letters", (t) => whole(t.deadLetters)],
  ["model", "Live model", (t) => short(t.model)],
];

/** The totals in the page's header. */
export class Totals {
  #places = SHOWN.map(([name, caption, text]) => {
    const value = make("dd", { "data-total": name }, "–");
    byId("totals").append(make("div", {}, make("dt", {}, caption), value));
    return { value, text };
  });

  show(totals) {
    for (const { value, text } of this.#places) {
      write(value, text(totals));
    }
  }
}
