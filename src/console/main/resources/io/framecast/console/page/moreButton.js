import { write } from "./dom.js";

/** The button below a list, newest first: it shows the newest few items, or all of them. */
export class MoreButton {
  #button;
  #list;
  #few;
  #what;
  #isExpanded = false;

  /** @param few how many items are always shown, @param what the plural of an item, in words */
  constructor(button, list, few, what) {
    this.#button = button;
    this.#list = list;
    this.#few = few;
    this.#what = what;
    button.addEventListener("click", () => this.#toggle());
  }

  /** Hides or shows the items; for each change of the list. */
  apply() {
    const items = [...this.#list.children];
    items.forEach((item, i) => (item.hidden = i >= this.#few && !this.#isExpanded));
    this.#button.hidden = items.length <= this.#few;
    this.#button.setAttribute("aria-expanded", this.#isExpanded);
    write(this.#button, this.#isExpanded ? `Show fewer ${this.#what}` : `Show more ${this.#what}`);
  }

  #toggle() {
    this.#isExpanded = !this.#isExpanded;
    this.apply();
    if (!this.#isExpanded) {
      // The list above got shorter, so the button and its focus may be above the window.
      this.#button.scrollIntoView({ block: "nearest", behavior: "instant" });
    }
  }
}
