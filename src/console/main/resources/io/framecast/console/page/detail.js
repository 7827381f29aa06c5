import { eventLine } from "./events.js";
import { Filmstrip } from "./filmstrip.js";
import { byId, write } from "./dom.js";
import { Rollout } from "./rollout.js";
import { milliseconds, named, partitionNote, placeInWords, short, skill, whole } from "./format.js";

const EVERY = 1_000;

const MOST_OF = 5; // scored frames at least, so that a single bad one raises no hint

/** Returns whether most predictions of these frames are worse than the frames before. */
function isWorseThanRepeating(frames) {
  const skills = frames.map((frame) => frame.skill).filter((value) => value !== null);
  return skills.length >= MOST_OF && skills.filter((value) => value < 0).length > skills.length / 2;
}

/** The dialog shows one stream, and reloads it every second while open. */
export class Detail {
  #dialog = byId("detail");
  #filmstrip = new Filmstrip(byId("filmstrip"));
  #rollout = new Rollout();
  #stream = null;
  #next = 0;
  #events = "";

  constructor() {
    // A modal dialog closes on Escape and restores the focus itself.
    this.#dialog.addEventListener("close", () => this.#onClose());
    this.#dialog.addEventListener("click", (click) => click.target === this.#dialog && this.#dialog.close());
    byId("detail-close").addEventListener("click", () => this.#dialog.close());
    byId("detail-models").addEventListener("click", () => this.#dialog.close());
    byId("rollout-again").addEventListener("click", () => this.#stream && this.#rollout.ask(this.#stream.n));
  }

  open({ n, id, partition }) {
    this.#stream = { n, id, partition };
    this.#events = "";
    write(byId("detail-name"), named({ id, partition, alsoIn: [] }));
    write(byId("detail-note"), "");
    byId("detail-hint").hidden = true;
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
      const body = await answer.json();
      if (this.#stream !== stream) {
        return; // closed in the meantime, or another stream was opened
      }
      if (!answer.ok) {
        write(facts, body.message ?? "This stream is no longer followed.");
      } else if (body.id !== stream.id || body.partition !== stream.partition) {
        write(facts, "The console was restarted and numbers its streams differently. Close this dialog and open the stream again.");
        return;
      } else {
        this.#show(body);
      }
    } catch {
      if (this.#stream === stream) {
        write(facts, "The console cannot be reached. The page retries every second.");
      }
    }
    if (this.#stream === stream) {
      this.#next = setTimeout(() => this.#refresh(stream), EVERY);
    }
  }

  #show({ frames, events, ...stream }) {
    write(byId("detail-name"), named(stream));
    write(byId("detail-note"), partitionNote(stream));
    byId("detail-hint").hidden = !isWorseThanRepeating(frames);
    const last = frames[frames.length - 1];
    if (last) {
      write(byId("detail-facts"),
        `${placeInWords(last)} · skill ${skill(last.skill)} · ${milliseconds(last.latency)} · model ${short(last.model)} · ` +
        `partition ${last.partition}, offset ${last.offset} · ${whole(last.seen)} frames in its state`);
    }
    this.#filmstrip.show(frames);
    const news = JSON.stringify(events);
    if (news !== this.#events) {
      this.#events = news;
      byId("detail-events").replaceChildren(...[...events].reverse().map((event) => eventLine({ ...event, stream: null })));
    }
  }

  #onClose() {
    this.#stream = null;
    clearTimeout(this.#next);
    this.#filmstrip.clear();
    this.#rollout.clear();
  }
}
