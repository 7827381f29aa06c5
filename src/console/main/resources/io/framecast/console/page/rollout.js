import { byId, make, write } from "./make.js";
import { Pane } from "./pane.js";
import { pixelsOf } from "./pictures.js";
import { short } from "./words.js";

const ROOM = 96;

/** Asks for the next frames of a stream and shows them; a later question makes an earlier one void. */
export class Rollout {
  #question = null;

  clear() {
    this.#question?.abort();
    byId("rollout").replaceChildren();
    write(byId("rollout-said"), "");
  }

  async ask(n) {
    this.#question?.abort();
    const question = (this.#question = new AbortController());
    const again = byId("rollout-again");
    again.disabled = true;
    write(byId("rollout-said"), "imagining …");
    try {
      const answer = await fetch(`/api/streams/${n}/rollout`, { signal: question.signal });
      const said = await answer.json();
      if (question.signal.aborted) {
        return;
      }
      if (answer.ok) {
        this.#show(said.frames);
        write(byId("rollout-said"), `by model ${short(said.model)}`);
      } else {
        write(byId("rollout-said"), said.message ?? "It cannot be imagined just now.");
      }
    } catch {
      if (!question.signal.aborted) {
        write(byId("rollout-said"), "The console cannot be reached.");
      }
    } finally {
      if (this.#question === question) {
        again.disabled = false;
      }
    }
  }

  #show(frames) {
    byId("rollout").replaceChildren(
      ...frames.map((picture, i) => {
        const pane = new Pane("imagined", ROOM, `${i + 1} ahead`);
        pixelsOf(picture).then((pixels) => pane.show(pixels), () => pane.empty("cannot be shown"));
        return make("figure", {}, make("figcaption", {}, `+${i + 1}`), pane.element);
      }),
    );
  }
}
