import { byId, write } from "./dom.js";

const LABELS = {
  connecting: "connecting",
  live: "live",
  away: "disconnected",
  silent: "no updates",
  crowded: "too many browsers",
  asleep: "paused",
};

/** The banner shows the state of the connection, and why the page is not current. */
export class Banner {
  #state = "connecting";
  #sentence = null;
  #broker = null;

  connection(state, sentence) {
    this.#state = state;
    this.#sentence = sentence;
    const place = byId("connection");
    place.dataset.state = state;
    write(place, LABELS[state]);
    this.#show();
  }

  /** @param sentence why there is no broker, null where there is one */
  broker(sentence) {
    this.#broker = sentence;
    this.#show();
  }

  #show() {
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
        return this.#broker ? ["broker", `The Kafka broker is unavailable: ${this.#broker}`] : ["", ""];
    }
  }
}
