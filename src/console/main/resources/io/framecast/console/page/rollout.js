import { byId, make, setDisabled, write } from "./dom.js";
import { ImageView } from "./imageView.js";
import { pixelsOf } from "./pictures.js";
import { placeInWords, short } from "./format.js";

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
    setDisabled(again, "The frames are being computed.");
    write(byId("rollout-status"), "Computing …");
    try {
      const answer = await fetch(`/api/streams/${n}/rollout`, { signal: request.signal });
      const body = await answer.json();
      if (request.signal.aborted) {
        return;
      }
      if (answer.ok) {
        const after = sourceOf(answer.headers);
        this.#show(body.frames, after);
        write(byId("rollout-status"), `They follow the frame with ${after}. Computed by model ${short(body.model)}.`);
      } else {
        write(byId("rollout-status"), body.message ?? "The rollout is not available now.");
      }
    } catch {
      if (!request.signal.aborted) {
        write(byId("rollout-status"), "The console cannot be reached.");
      }
    } finally {
      if (this.#request === request) {
        setDisabled(again, null);
      }
    }
  }

  #show(frames, after) {
    byId("rollout").replaceChildren(
      ...frames.map((picture, i) => {
        const pane = new ImageView("predicted-ahead", ROOM, `${i + 1} after ${after}`);
        pixelsOf(picture).then((pixels) => pane.show(pixels), () => pane.empty("cannot be shown"));
        return make("figure", {}, make("figcaption", { title: `${i + 1} after ${after}` }, `+${i + 1}`), pane.element);
      }),
    );
  }
}

/** Returns the name of the frame that a rollout follows. */
function sourceOf(headers) {
  const offset = headers.get("framecast-source")?.split("@").pop();
  return placeInWords({ sequence: headers.get("sequence"), offset });
}
