import { byId, write } from "./dom.js";
import { whole } from "./format.js";

const LABELS = {
  connecting: "connecting",
  live: "live",
  away: "not reached",
  silent: "not reached",
  unreached: "not reached",
  crowded: "too many browsers",
  asleep: "paused",
};

/** More seconds than these from a frame to its prediction are "behind". */
const LIVE_WITHIN = 5;

const MEANING = {
  live: `Frames get their predictions within ${LIVE_WITHIN} seconds.`,
  behind: `The newest frames wait longer than ${LIVE_WITHIN} seconds for their predictions: the waiting frames by the current rate.`,
};

/** The banner shows the state of connection, broker and lag as one, and why the page is not current. */
export class Banner {
  #state = "connecting";
  #sentence = null;
  #broker = null;
  #behind = null; // seconds, null before the first totals

  connection(state, sentence) {
    this.#state = state;
    this.#sentence = sentence;
    this.#show();
  }

  totals({ broker, sentence, behind }) {
    this.#broker = broker ? null : (sentence ?? "The Kafka broker does not answer.");
    this.#behind = behind;
    this.#show();
  }

  #shownState() {
    if (this.#state !== "live") {
      return this.#state;
    }
    if (this.#behind === null) {
      return "connecting";
    }
    return this.#broker ? "unreached" : this.#behind > LIVE_WITHIN ? "behind" : "live";
  }

  #show() {
    const state = this.#shownState();
    const place = byId("connection");
    place.dataset.state = state;
    place.title = MEANING[state] ?? "";
    write(place, state === "behind" ? `${whole(this.#behind)} s behind` : LABELS[state]);
    const banner = byId("banner");
    const [why, text] = this.#mostSevere();
    banner.hidden = !why;
    banner.dataset.why = why;
    // The page is out of date: colour shows it as well, but never colour alone.
    document.documentElement.classList.toggle("old", Boolean(why));
    write(banner, text);
  }

  #mostSevere() {
    switch (this.#state) {
      case "away":
        return ["away", "The console cannot be reached. The page shows older data, and reconnects automatically."];
      case "silent":
        return ["silent", "The console has sent no update for some seconds. The page is reconnecting."];
      case "crowded":
        return ["crowded", `${this.#sentence ?? "Too many browsers are connected to this console."} The page retries automatically.`];
      default:
        return this.#broker ? ["broker", this.#broker] : ["", ""];
    }
  }
}
