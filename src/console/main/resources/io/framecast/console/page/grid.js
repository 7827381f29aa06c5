import { byId, write } from "./dom.js";
import { Tile } from "./tile.js";
import { whole } from "./format.js";

const ROOM = 84; // until the first tile has a layout
const MOST_SEEN = 200;

/** The grid of all streams; a tile out of view has no canvas and subscribes to no frames. */
export class Grid {
  #list = byId("tiles");
  #tiles = new Map(); // number -> Tile
  #inView = new Set(); // Tile
  #room = ROOM;
  #subscribe;
  #watch;
  #more = 0;

  /** @param subscribe receives the numbers in view, @param open receives a selected tile */
  constructor(subscribe, open) {
    this.#subscribe = subscribe;
    // The browser compares the tiles with its window itself: nothing runs here for those that stay out of view.
    this.#watch = new IntersectionObserver((seen) => this.#onIntersection(seen), { rootMargin: "80px" });
    new ResizeObserver(() => this.#measure()).observe(this.#list);
    this.#list.addEventListener("click", (click) => {
      const tile = this.#tileOf(click.target);
      if (tile) {
        this.#makeTabStop(tile);
        open(tile);
      }
    });
    this.#list.addEventListener("keydown", (key) => this.#key(key));
    byId("find").addEventListener("input", () => this.#find());
  }

  streams({ streams, more }) {
    this.#more = more;
    const gone = new Set(this.#tiles.keys());
    let before = null;
    for (const stream of streams) {
      gone.delete(stream.n);
      const tile = this.#tiles.get(stream.n) ?? this.#addTile(stream);
      tile.setStream(stream);
      if (this.#inView.has(tile)) {
        tile.enter(this.#room);
      }
      const after = before ? before.element.nextElementSibling : this.#list.firstElementChild;
      if (after !== tile.element) {
        this.#list.insertBefore(tile.element, after);
      }
      before = tile;
    }
    gone.forEach((n) => this.#removeTile(n));
    if (!this.#list.querySelector("[tabindex='0']")) {
      this.#makeTabStop(this.#tiles.get(streams[0]?.n));
    }
    this.#find();
  }

  frames({ streams }) {
    for (const frame of streams) {
      this.#tiles.get(frame.n)?.show(frame);
    }
  }

  #addTile(stream) {
    const tile = new Tile(stream);
    this.#tiles.set(stream.n, tile);
    this.#watch.observe(tile.element);
    return tile;
  }

  #removeTile(n) {
    const tile = this.#tiles.get(n);
    this.#tiles.delete(n);
    this.#inView.delete(tile);
    this.#watch.unobserve(tile.element);
    tile.element.remove();
  }

  #tileOf(element) {
    return this.#tiles.get(Number(element.closest?.("[data-n]")?.dataset.n));
  }

  #onIntersection(seen) {
    for (const { target, isIntersecting } of seen) {
      const tile = this.#tileOf(target.firstElementChild);
      if (tile && isIntersecting) {
        this.#inView.add(tile);
        tile.enter(this.#room);
      } else if (tile) {
        this.#inView.delete(tile);
        tile.leave();
      }
    }
    this.#measure();
    this.#subscribe([...this.#inView].map((tile) => tile.n).sort((a, b) => a - b).slice(0, MOST_SEEN));
  }

  /** All tiles have one width, so the first is measured for all. */
  #measure() {
    const [first] = this.#inView;
    const room = first?.room;
    if (room && room !== this.#room) {
      this.#room = room;
      this.#inView.forEach((tile) => (tile.room = room));
    }
  }

  /** The Tab key stops once at the grid; arrow keys move inside it. */
  #makeTabStop(tile) {
    this.#list.querySelectorAll("[tabindex='0']").forEach((other) => (other.tabIndex = -1));
    if (tile) {
      tile.button.tabIndex = 0;
    }
  }

  #key(key) {
    const shown = [...this.#list.children].filter((item) => !item.hidden);
    const at = shown.indexOf(key.target.closest("li"));
    const across = getComputedStyle(this.#list).gridTemplateColumns.split(" ").length;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, Home: -at, End: shown.length - 1 - at };
    const to = shown[at + steps[key.key]];
    if (at >= 0 && to) {
      key.preventDefault();
      this.#makeTabStop(this.#tileOf(to.firstElementChild));
      // Not smoothly, since a held key moves on before a slow scroll ends.
      to.firstElementChild.focus({ preventScroll: true });
      to.scrollIntoView({ block: "nearest", behavior: "instant" });
    }
  }

  #find() {
    const part = byId("find").value.toLowerCase();
    let found = 0;
    for (const tile of this.#tiles.values()) {
      tile.element.hidden = !tile.id.toLowerCase().includes(part);
      found += tile.element.hidden ? 0 : 1;
    }
    const all = this.#tiles.size;
    write(byId("streams-count"), part ? `${whole(found)} of ${whole(all)}` : all ? whole(all) : "");
    byId("no-streams").hidden = all > 0;
    byId("more-streams").hidden = this.#more === 0;
    write(byId("more-streams"), `${whole(this.#more)} more streams are not followed.`);
    const stop = this.#list.querySelector("[tabindex='0']");
    if (stop?.parentElement.hidden) {
      this.#makeTabStop(this.#tileOf(this.#list.querySelector("li:not([hidden]) > button") ?? stop));
    }
  }
}
