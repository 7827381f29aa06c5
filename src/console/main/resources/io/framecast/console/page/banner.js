import { byId, write } from "./make.js";

const SAID = {
  connecting: "connecting",
  live: "live",
  away: "console away",
  silent: "console silent",
  crowded: "too many browsers",
  asleep: "paused",
};

/** What keeps the page from being current, in one sentence, and the state of the connection. */
export class Banner {
  #state = "connecting";
  #sentence = null;
  #broker = null;

  connection(state, sentence) {
    this.#state = state;
    this.#sentence = sentence;
    const place = byId("connection");
    place.dataset.state = state;
    write(place, SAID[state]);
    this.#show();
  }

  /** @param sentence why there is no broker, null where there is one */
  broker(sentence) {
    this.#broker = sentence;
    this.#show();
  }

  #show() {
    const banner = byId("banner");
    const [why, text] = this.#worst();
    banner.hidden = !why;
    banner.dataset.why = why;
    // What is shown is old: said by colour as well, but never by colour alone.
    document.documentElement.classList.toggle("old", Boolean(why));
    write(banner, text);
  }

  #worst() {
    switch (this.#state) {
      case "away":
        return ["away", "The console cannot be reached. What you see is from before; it goes on by itself when the console is back."];
      case "silent":
        return ["silent", "The console has not said anything for some seconds. It is being asked again."];
      case "crowded":
        return ["crowded", `${this.#sentence ?? "Too many browsers look at this console."} It is tried again by itself.`];
      default:
        return this.#broker ? ["broker", `The broker is away: ${this.#broker}`] : ["", ""];
    }
  }
}
