const NAMES = ["hello", "streams", "frames", "totals", "event"];
const SILENT_AFTER = 6_000; // totals arrive every second
const SUBSCRIBE_EVERY = 500; // at most two changes a second
const SUBSCRIBE_AFTER = 60; // milliseconds: tiles that come into view together share one request
const ASLEEP_AFTER = 5_000;
const LONGEST_WAIT = 30_000;

/**
 * The connection to the console, with these states:
 *
 *     connecting -> live -> away (unreachable: the browser retries) -> live
 *                        -> silent (open without messages: reopened)
 *                -> crowded (429 or 503: backs off)
 *     any -> asleep (hidden tab, also one that was opened hidden: it takes no slot) -> connecting
 */
export class Live {
  #handlers;
  #onState;
  #source = null;
  #state = "";
  #subscribed = "";
  #wanted = "";
  #lastMessage = 0;
  #wait = 1_000;
  #again = 0;
  #change = 0;
  #changed = -Infinity;
  #sleep = 0;

  /** @param onState receives the new state and a sentence or null */
  constructor(handlers, onState) {
    this.#handlers = handlers;
    this.#onState = onState;
    setInterval(() => this.#checkSilence(), 1_000);
    document.addEventListener("visibilitychange", () => this.#visibilityChanged());
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", (shown) => shown.persisted && this.start());
  }

  /** Connects, or waits until the tab is visible. */
  start() {
    if (document.hidden) {
      this.#setState("asleep");
    } else {
      this.open();
    }
  }

  open() {
    this.#close();
    if (this.#state === "" || this.#state === "asleep") {
      this.#setState("connecting"); // otherwise the state stays until a message arrives
    }
    this.#subscribed = this.#wanted;
    this.#lastMessage = performance.now();
    const source = new EventSource(`/api/live?see=${this.#subscribed}`);
    this.#source = source;
    for (const name of NAMES) {
      source.addEventListener(name, (message) => {
        if (source === this.#source) {
          this.#lastMessage = performance.now();
          this.#wait = 1_000;
          if (this.#state !== "silent" || name === "totals") {
            this.#setState("live"); // a console that only sends hello is still silent
          }
          this.#handlers[name](JSON.parse(message.data));
        }
      });
    }
    source.onerror = () => source === this.#source && this.#failed(source);
  }

  /** Subscribes to the frames of these streams. */
  subscribe(numbers) {
    this.#wanted = numbers.join(",");
    // A change is delayed, but not restarted, so that long scrolling updates on the way.
    const wait = Math.max(SUBSCRIBE_AFTER, this.#changed + SUBSCRIBE_EVERY - performance.now());
    this.#change ||= setTimeout(() => {
      this.#change = 0;
      if (this.#wanted !== this.#subscribed && this.#source && this.#state === "live") {
        this.#changed = performance.now();
        this.open();
      }
    }, wait);
  }

  #failed(source) {
    if (source.readyState === EventSource.CONNECTING) {
      this.#setState("away"); // the browser retries itself
      return;
    }
    this.#close();
    this.#findReason();
    this.#scheduleReopen();
  }

  /** An EventSource does not report why it was rejected; a plain request does. */
  async #findReason() {
    if (this.#state === "crowded") {
      return; // known already: another request would only add load
    }
    const question = new AbortController();
    try {
      const answer = await fetch("/api/live?see=", { signal: question.signal });
      if (answer.status === 429 || answer.status === 503) {
        this.#setState("crowded", (await answer.json()).message);
        return;
      }
    } catch {
      // The console cannot be reached: reported below.
    } finally {
      question.abort();
    }
    if (!this.#source) {
      this.#setState("away");
    }
  }

  #scheduleReopen() {
    clearTimeout(this.#again);
    // Jitter, so that browsers do not reconnect at the same moment.
    this.#again = setTimeout(() => this.open(), this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
  }

  #checkSilence() {
    if (this.#source && this.#state !== "away" && performance.now() - this.#lastMessage > SILENT_AFTER) {
      this.open();
      this.#setState("silent");
    }
  }

  #visibilityChanged() {
    clearTimeout(this.#sleep);
    if (!document.hidden) {
      if (this.#state === "asleep") {
        this.open();
      }
      return;
    }
    this.#sleep = setTimeout(() => {
      this.#close();
      this.#setState("asleep");
    }, ASLEEP_AFTER);
  }

  #close() {
    clearTimeout(this.#again);
    this.#source?.close();
    this.#source = null;
  }

  #setState(state, sentence = null) {
    if (state !== this.#state) {
      this.#state = state;
      this.#onState(state, sentence);
    }
  }
}
