import { byId, make, write } from "./make.js";
import { figure, short, skill, whole } from "./words.js";

const SHOWN = [
  ["rate", "predictions a second", (t) => figure(t.rate, t.rate < 10 ? 1 : 0)],
  ["skill", "skill, 1 is perfect", (t) => skill(t.skill)],
  ["p50", "ms latency, half below", (t) => figure(t.p50)],
  ["p99", "ms latency, 99 % below", (t) => figure(t.p99)],
  ["lag", "frames waiting", (t) => whole(t.lag.reduce((sum, { lag }) => sum + lag, 0))],
  ["dead", "dead letters", (t) => whole(t.deadLetters)],
  ["model", "live model", (t) => short(t.model)],
];

/** The row of figures in the header. */
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
