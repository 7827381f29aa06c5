import { byId, make, READ_ONLY, setDisabled, write } from "./dom.js";
import { short, size, time, visible } from "./format.js";

const AFTER = 400; // milliseconds: events of one command arrive together
const NOT_READ = 1_000;
const EVERY = 10_000; // milliseconds: publishing a version creates no event
const RELOAD_ON = new Set(["promotion", "rollback", "refusal", "round"]);

/** The table of model versions and their commands. */
export class Models {
  #tokenDialog;
  #isEnabled = false;
  #rows = new Map(); // version -> {row, state}
  #next = 0;
  #live = null;
  #before = [];
  #busy = false;

  constructor(tokenDialog) {
    this.#tokenDialog = tokenDialog;
    byId("train").addEventListener("click", () => this.#execute("/api/rounds"));
    byId("rollback").addEventListener("click", () => this.#execute("/api/models/rollback"));
    setInterval(() => document.hidden || this.refresh(), EVERY);
    this.#enable();
  }

  /** @param admin whether the console was started with a token */
  hello({ admin }) {
    this.#isEnabled = admin;
    byId("locked").hidden = admin;
    this.#enable();
  }

  event({ event }) {
    if (RELOAD_ON.has(event)) {
      this.#soon();
    }
  }

  totals({ model }) {
    if (model !== this.#live) {
      this.#live = model;
      this.#soon();
    }
  }

  #soon(after = AFTER) {
    clearTimeout(this.#next);
    this.#next = setTimeout(() => this.refresh(), after);
  }

  async refresh() {
    try {
      const answer = await fetch("/api/models");
      if (answer.ok) {
        this.#show(await answer.json());
      } else if (answer.status === 503) {
        this.#soon(NOT_READ); // the console has just started
      }
    } catch {
      // The banner shows that the console cannot be reached; the page reloads after that.
    }
  }

  #show({ champion, before, versions }) {
    this.#before = before;
    const gone = new Set(this.#rows.keys());
    let after = null;
    for (const version of [...versions].reverse()) { // the newest first
      gone.delete(version.version);
      const row = this.#current(version, version.version === champion?.version);
      const place = after ? after.nextElementSibling : byId("versions").firstElementChild;
      if (place !== row) {
        byId("versions").insertBefore(row, place); // only if necessary: a moved row loses the focus
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
    const target = before[0]; // the first is the next one to roll back to
    write(byId("rollback"), target ? `Roll back to ${short(target)}` : "Roll back");
    this.#enable();
  }

  /** Returns the row of a version, rebuilt only if it changed. */
  #current(version, live) {
    const state = JSON.stringify([version, live]);
    const known = this.#rows.get(version.version);
    if (known?.state === state) {
      return known.row;
    }
    const row = this.#row(version, live, known?.row);
    const focused = known?.row.contains(document.activeElement);
    known?.row.replaceWith(row);
    this.#rows.set(version.version, { row, state });
    if (focused) {
      row.querySelector("button, summary").focus({ preventScroll: true }); // the row may be far from the visible part
    }
    return row;
  }

  #row({ version, bytes, published, provenance, said: events }, live, earlier) {
    const open = new Set([...(earlier?.querySelectorAll("details[open]") ?? [])].map((details) => details.dataset.what));
    const promote = make("button", { type: "button", "data-testid": "promote", "aria-label": `Promote ${short(version)}` }, "Promote");
    promote.addEventListener("click", () => this.#execute(`/api/models/${encodeURIComponent(version)}/promote`));
    const facts = make("dl", { class: "provenance" });
    for (const [key, value] of Object.entries(provenance)) {
      facts.append(make("dt", {}, visible(key)), make("dd", {}, visible(String(value))));
    }
    const newest = events.length ? events[events.length - 1] : "No events yet";
    const older = events.slice(0, -1).reverse();
    return make("tr", { "data-version": version, "data-live": live },
      make("th", { scope: "row" }, make("code", { title: version }, short(version)), live ? make("span", { class: "badge" }, "live") : null),
      make("td", {}, time(published), make("span", { class: "small" }, size(bytes))),
      make("td", { class: "events-cell" }, make("p", {}, visible(newest)),
        older.length ? folded("events", `${older.length} earlier`, open, make("ul", {}, ...older.map((line) => make("li", {}, visible(line))))) : null),
      make("td", {}, folded("provenance", provenance.source ? `from ${visible(provenance.source)}` : "Details", open,
        make("p", { class: "small whole" }, version), facts)),
      make("td", {}, live ? "–" : promote));
  }

  async #execute(path) {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    try {
      await this.#tokenDialog.post(path);
    } finally {
      this.#busy = false;
      this.#soon();
    }
  }

  #enable() {
    const why = this.#isEnabled ? null : READ_ONLY;
    setDisabled(byId("train"), why);
    setDisabled(byId("rollback"), why ?? (this.#before.length ? null : "There is no version to roll back to: none was live before this one."));
    for (const { row } of this.#rows.values()) {
      row.querySelectorAll("button").forEach((button) => setDisabled(button, why));
    }
  }
}

function folded(what, title, open, ...inside) {
  return make("details", { "data-what": what, open: open.has(what) }, make("summary", {}, title), ...inside);
}
