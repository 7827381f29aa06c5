import { byId, make, write } from "./make.js";
import { short, size, time, visible } from "./words.js";

const AFTER = 400; // events of one act come together
const EVERY = 10_000; // who publishes a version tells nobody
const TELLING = new Set(["promotion", "rollback", "refusal", "round"]);

/** The table of versions and what can be done with them. */
export class Models {
  #door;
  #allowed = false;
  #rows = new Map(); // version -> {row, told}
  #next = 0;
  #live = null;
  #before = [];
  #busy = false;

  constructor(door) {
    this.#door = door;
    byId("train").addEventListener("click", () => this.#act("/api/rounds"));
    byId("rollback").addEventListener("click", () => this.#act("/api/models/rollback"));
    setInterval(() => document.hidden || this.refresh(), EVERY);
    this.#enable();
  }

  /** @param admin whether the console was started with a token at all */
  hello({ admin }) {
    this.#allowed = admin;
    byId("locked").hidden = admin;
    this.#enable();
  }

  event({ event }) {
    if (TELLING.has(event)) {
      this.#soon();
    }
  }

  totals({ model }) {
    if (model !== this.#live) {
      this.#live = model;
      this.#soon();
    }
  }

  #soon() {
    clearTimeout(this.#next);
    this.#next = setTimeout(() => this.refresh(), AFTER);
  }

  async refresh() {
    try {
      const answer = await fetch("/api/models");
      if (answer.ok) {
        this.#show(await answer.json());
      }
    } catch {
      // The banner tells that the console is away; it is asked again when that is over.
    }
  }

  #show({ champion, before, versions }) {
    this.#before = before;
    const gone = new Set(this.#rows.keys());
    let after = null;
    for (const version of [...versions].reverse()) { // the newest on top
      gone.delete(version.version);
      const row = this.#current(version, version.version === champion?.version);
      const place = after ? after.nextElementSibling : byId("versions").firstElementChild;
      if (place !== row) {
        byId("versions").insertBefore(row, place); // only where it must: a row that moves loses the focus
      }
      after = row;
    }
    for (const version of gone) {
      this.#rows.get(version).row.remove();
      this.#rows.delete(version);
    }
    write(byId("live-model"), champion
      ? `Live: ${short(champion.version)}, promoted ${time(champion.promoted)} by ${visible(champion.by)}: ${visible(champion.reason)}`
      : "No model is live yet.");
    const target = before[0]; // the next one to go back to is the first
    write(byId("rollback"), target ? `Roll back to ${short(target)}` : "Roll back");
    this.#enable();
  }

  /** The row of a version, made anew only if something in it is other than before. */
  #current(version, live) {
    const told = JSON.stringify([version, live]);
    const known = this.#rows.get(version.version);
    if (known?.told === told) {
      return known.row;
    }
    const row = this.#row(version, live, known?.row);
    const focused = known?.row.contains(document.activeElement);
    known?.row.replaceWith(row);
    this.#rows.set(version.version, { row, told });
    if (focused) {
      row.querySelector("button, summary").focus({ preventScroll: true }); // it may be far from what is looked at
    }
    return row;
  }

  #row({ version, bytes, published, provenance, said }, live, earlier) {
    const open = new Set([...(earlier?.querySelectorAll("details[open]") ?? [])].map((details) => details.dataset.what));
    const promote = make("button", { type: "button", "data-testid": "promote", "aria-label": `Promote ${short(version)}` }, "Promote");
    promote.addEventListener("click", () => this.#act(`/api/models/${encodeURIComponent(version)}/promote`));
    const facts = make("dl", { class: "provenance" });
    for (const [key, value] of Object.entries(provenance)) {
      facts.append(make("dt", {}, visible(key)), make("dd", {}, visible(String(value))));
    }
    const newest = said.length ? said[said.length - 1] : "nothing yet";
    const older = said.slice(0, -1).reverse();
    return make("tr", { "data-version": version, "data-live": live },
      make("th", { scope: "row" }, make("code", { title: version }, short(version)), live ? make("span", { class: "badge" }, "live") : null),
      make("td", {}, time(published), make("span", { class: "small" }, size(bytes))),
      make("td", { class: "said" }, make("p", {}, visible(newest)),
        older.length ? folded("said", `${older.length} earlier`, open, make("ul", {}, ...older.map((line) => make("li", {}, visible(line))))) : null),
      make("td", {}, folded("provenance", provenance.source ? `from ${visible(provenance.source)}` : "where from", open,
        make("p", { class: "small whole" }, version), facts)),
      make("td", {}, live ? "–" : promote));
  }

  async #act(path) {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    try {
      await this.#door.post(path);
    } finally {
      this.#busy = false;
      this.#soon();
    }
  }

  #enable() {
    const off = !this.#allowed;
    byId("train").disabled = off;
    byId("rollback").disabled = off || this.#before.length === 0;
    for (const { row } of this.#rows.values()) {
      row.querySelectorAll("button").forEach((button) => (button.disabled = off));
    }
  }
}

function folded(what, title, open, ...inside) {
  return make("details", { "data-what": what, open: open.has(what) }, make("summary", {}, title), ...inside);
}
