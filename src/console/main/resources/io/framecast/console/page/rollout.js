import { byId, make, write } from "./dom.js";
import { ImageView } from "./imageView.js";
import { pixelsOf } from "./pictures.js";
import { short } from "./format.js";

const ROOM = 96;

/** Requests the next frames of a stream and shows them; a new request cancels the one before. */
export class Rollout {
  #request = null;

  clear() {
    this.#request?.abort();
    byId("rollout").replaceChildren();
    write(byId("rollout-status"), "");
  }

  async ask(n) {
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    const again = byId("rollout-again");
    again.disabled = true;
    write(byId("rollout-status"), "Computing …");
    try {
      const answer = await fetch(`/api/streams/${n}/rollout`, { signal: request.signal });
      const body = await answer.json();
      if (request.signal.aborted) {
        return;
      }
      if (answer.ok) {
        this.#show(body.frames);
        write(byId("rollout-status"), `Computed by model ${short(body.model)}`);
      } else {
        write(byId("rollout-status"), body.message ?? "The rollout is not available now.");
      }
    } catch {
      if (!request.signal.aborted) {
        write(byId("rollout-status"), "The console cannot be reached.");
      }
    } finally {
      if (this.#request === request) {
        again.disabled = false;
      }
    }
  }

  #show(frames) {
    byId("rollout").replaceChildren(
      ...frames.map((picture, i) => {
        const pane = new ImageView("predicted-ahead", ROOM, `${i + 1} ahead`);
        pixelsOf(picture).then((pixels) => pane.show(pixels), () => pane.empty("cannot be shown"));
        return make("figure", {}, make("figcaption", {}, `+${i + 1}`), pane.element);
      }),
    );
  }
}
