import { happened } from "./events.js";
import { Filmstrip } from "./filmstrip.js";
import { byId, write } from "./make.js";
import { Rollout } from "./rollout.js";
import { milliseconds, place, short, shown, skill, whole } from "./words.js";

const EVERY = 1_000;

/** One stream in full, asked for every second while it is open. */
export class Detail {
  #dialog = byId("detail");
  #filmstrip = new Filmstrip(byId("filmstrip"));
  #rollout = new Rollout();
  #stream = null;
  #next = 0;
  #events = "";

  constructor() {
    // A modal dialog closes by Escape and gives the focus back by itself.
    this.#dialog.addEventListener("close", () => this.#closed());
    this.#dialog.addEventListener("click", (click) => click.target === this.#dialog && this.#dialog.close());
    byId("detail-close").addEventListener("click", () => this.#dialog.close());
    byId("rollout-again").addEventListener("click", () => this.#stream && this.#rollout.ask(this.#stream.n));
  }

  open({ n, id }) {
    this.#stream = { n, id };
    this.#events = "";
    write(byId("detail-name"), shown(id));
    write(byId("detail-facts"), "…");
    byId("detail-events").replaceChildren();
    this.#filmstrip.clear();
    this.#rollout.clear();
    this.#dialog.showModal();
    this.#dialog.scrollTop = 0;
    this.#refresh(this.#stream);
    this.#rollout.ask(n);
  }

  async #refresh(stream) {
    const facts = byId("detail-facts");
    try {
      const answer = await fetch(`/api/streams/${stream.n}`);
      const said = await answer.json();
      if (this.#stream !== stream) {
        return; // closed, or another one opened, in the meantime
      }
      if (!answer.ok) {
        write(facts, said.message ?? "This stream is gone.");
      } else if (said.id !== stream.id) {
        write(facts, "The console was started anew and knows this stream by another number: close this and open it again.");
        return;
      } else {
        this.#show(said);
      }
    } catch {
      if (this.#stream === stream) {
        write(facts, "The console cannot be reached; it is asked again.");
      }
    }
    if (this.#stream === stream) {
      this.#next = setTimeout(() => this.#refresh(stream), EVERY);
    }
  }

  #show({ frames, events }) {
    const last = frames[frames.length - 1];
    if (last) {
      write(byId("detail-facts"),
        `frame ${place(last)} · skill ${skill(last.skill)} · ${milliseconds(last.latency)} · model ${short(last.model)} · ` +
        `partition ${last.partition}, offset ${last.offset} · ${whole(last.seen)} frames since it began`);
    }
    this.#filmstrip.show(frames);
    const news = JSON.stringify(events);
    if (news !== this.#events) {
      this.#events = news;
      byId("detail-events").replaceChildren(...[...events].reverse().map((event) => happened({ ...event, stream: null })));
    }
  }

  #closed() {
    this.#stream = null;
    clearTimeout(this.#next);
    this.#filmstrip.clear();
    this.#rollout.clear();
  }
}
