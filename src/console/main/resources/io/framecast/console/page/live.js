const NAMES = ["hello", "streams", "frames", "totals", "event"];
const SILENT_AFTER = 6_000; // totals come every second
const SEE_EVERY = 500; // at most two changes a second
const SEE_AFTER = 60; // what comes into view together is asked for together
const ASLEEP_AFTER = 5_000;
const LONGEST_WAIT = 30_000;

/**
 * The connection to the console.
 *
 *     connecting -> live -> away (console gone: the browser tries again) -> live
 *                        -> silent (open, but nothing comes: opened anew)
 *                -> crowded (503: waits longer each time)
 *     any -> asleep (nobody looks at the tab: a browser has few connections for one address) -> connecting
 */
export class Live {
  #handlers;
  #told;
  #source = null;
  #state = "";
  #seen = "";
  #wanted = "";
  #heard = 0;
  #wait = 1_000;
  #again = 0;
  #change = 0;
  #changed = -Infinity;
  #sleep = 0;

  /** @param told is called with a state and a sentence or null, when these change */
  constructor(handlers, told) {
    this.#handlers = handlers;
    this.#told = told;
    setInterval(() => this.#listen(), 1_000);
    document.addEventListener("visibilitychange", () => this.#looked());
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", (shown) => shown.persisted && this.open());
  }

  open() {
    this.#close();
    if (this.#state === "" || this.#state === "asleep") {
      this.#say("connecting"); // else what is said stays said until something is heard
    }
    this.#seen = this.#wanted;
    this.#heard = performance.now();
    const source = new EventSource(`/api/live?see=${this.#seen}`);
    this.#source = source;
    for (const name of NAMES) {
      source.addEventListener(name, (message) => {
        if (source === this.#source) {
          this.#heard = performance.now();
          this.#wait = 1_000;
          if (this.#state !== "silent" || name === "totals") {
            this.#say("live"); // a console that only greets is still silent
          }
          this.#handlers[name](JSON.parse(message.data));
        }
      });
    }
    source.onerror = () => source === this.#source && this.#failed(source);
  }

  /** The numbers of the streams whose pictures are wanted. */
  see(numbers) {
    this.#wanted = numbers.join(",");
    // A change is put off, not restarted: long scrolling is followed on the way.
    const wait = Math.max(SEE_AFTER, this.#changed + SEE_EVERY - performance.now());
    this.#change ||= setTimeout(() => {
      this.#change = 0;
      if (this.#wanted !== this.#seen && this.#source && this.#state === "live") {
        this.#changed = performance.now();
        this.open();
      }
    }, wait);
  }

  #failed(source) {
    if (source.readyState === EventSource.CONNECTING) {
      this.#say("away"); // the browser tries again by itself
      return;
    }
    this.#close();
    this.#why();
    this.#later();
  }

  /** An EventSource does not tell why it was refused; a plain request does. */
  async #why() {
    if (this.#state === "crowded") {
      return; // known already: another request would only add to the crowd
    }
    const question = new AbortController();
    try {
      const answer = await fetch("/api/live?see=", { signal: question.signal });
      if (answer.status === 503) {
        this.#say("crowded", (await answer.json()).message);
        return;
      }
    } catch {
      // The console is away: said below.
    } finally {
      question.abort();
    }
    if (!this.#source) {
      this.#say("away");
    }
  }

  #later() {
    clearTimeout(this.#again);
    // Not all browsers at the same moment.
    this.#again = setTimeout(() => this.open(), this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
  }

  #listen() {
    if (this.#source && this.#state !== "away" && performance.now() - this.#heard > SILENT_AFTER) {
      this.open();
      this.#say("silent");
    }
  }

  #looked() {
    clearTimeout(this.#sleep);
    if (!document.hidden) {
      if (this.#state === "asleep") {
        this.open();
      }
      return;
    }
    this.#sleep = setTimeout(() => {
      this.#close();
      this.#say("asleep");
    }, ASLEEP_AFTER);
  }

  #close() {
    clearTimeout(this.#again);
    this.#source?.close();
    this.#source = null;
  }

  #say(state, sentence = null) {
    if (state !== this.#state) {
      this.#state = state;
      this.#told(state, sentence);
    }
  }
}
