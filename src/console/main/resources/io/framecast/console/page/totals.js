import { byId, make, write } from "./dom.js";
import { figure, milliseconds, short, skill, whole } from "./format.js";

const LATENCY = "From a frame's record time to the record time of its prediction, over the last 3 seconds. See the charts for who sets these times.";

// without any partition the lag is not known: the broker does not answer, or not yet
const lagOf = (partitions) =>
  partitions.length === 0 ? "–" : whole(partitions.reduce((sum, { lag }) => sum + lag, 0));

const SHOWN = [
  ["rate", "Predictions/s", (t) => figure(t.rate, t.rate < 10 ? 1 : 0), "Over the last 3 seconds."],
  ["skill", "Skill (1 is perfect)", (t) => skill(t.skill),
    "Of the predictions of the next frame, pooled over all frames that were scored in the last 3 seconds. A stream without a frame in that time does not count."],
  ["p50", "Median latency", (t) => milliseconds(t.p50), LATENCY],
  ["p99", "p99 latency", (t) => milliseconds(t.p99), LATENCY],
  ["lag", "Lag (frames)", (t) => lagOf(t.lag), "Frames without a prediction yet."],
  ["dead", "Dead letters", (t) => whole(t.deadLetters), "Read since the console started, up to 200 earlier ones included."],
  ["model", "Live model", (t) => short(t.model), "The version that made the newest prediction."],
];

/** The totals in the page's header. */
export class Totals {
  #places = SHOWN.map(([name, caption, text, title]) => {
    const value = make("dd", { "data-total": name }, "–");
    byId("totals").append(make("div", { title }, make("dt", {}, caption), value));
    return { value, text };
  });

  show(totals) {
    for (const { value, text } of this.#places) {
      write(value, text(totals));
    }
  }
}
