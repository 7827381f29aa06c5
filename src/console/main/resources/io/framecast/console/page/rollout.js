import { byId, make, setDisabled, write } from "./dom.js";
import { ImageView } from "./imageView.js";
import { pixelsOf } from "./pictures.js";
import { placeInWords, short } from "./format.js";

const ROOM = 96;
const PUBLISHED = "The predictor published these frames together: the first one as its prediction, the others in the forecasts topic.";
const COMPUTED = "The trainer computed these frames for this page. Each is predicted from the predictions before it.";

/** Requests the next frames of a stream and shows them; a new request cancels the one before. */
export class Rollout {
  #request = null;

  clear() {
    this.#request?.abort();
    byId("rollout").replaceChildren();
    write(byId("rollout-source"), "");
    write(byId("rollout-status"), "");
  }

  async ask(n) {
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    const again = byId("rollout-again");
    setDisabled(again, "The frames are being loaded.");
    write(byId("rollout-status"), "Loading …");
    try {
      const answer = await fetch(`/api/streams/${n}/rollout`, { signal: request.signal });
      const body = await answer.json();
      if (request.signal.aborted) {
        return;
      }
      if (answer.ok) {
        const after = sourceOf(answer.headers);
        this.#show(body.frames, body.leads ?? body.frames.map((_, i) => i + 1), after);
        write(byId("rollout-source"), body.published ? PUBLISHED : COMPUTED);
        write(byId("rollout-status"), `They follow the frame with ${after}. ${body.published ? "Published" : "Computed"} by model ${short(body.model)}.`);
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

  #show(frames, leads, after) {
    byId("rollout").replaceChildren(
      ...frames.map((picture, i) => {
        const name = `${leads[i]} after ${after}`;
        const pane = new ImageView("predicted-ahead", ROOM, name);
        pixelsOf(picture).then((pixels) => pane.show(pixels), () => pane.empty("cannot be shown"));
        return make("figure", {}, make("figcaption", { title: name }, `+${leads[i]}`), pane.element);
      }),
    );
  }
}

/** Returns the name of the frame that a rollout follows. */
function sourceOf(headers) {
  const offset = headers.get("framecast-source")?.split("@").pop();
  return placeInWords({ sequence: headers.get("sequence"), offset });
}
