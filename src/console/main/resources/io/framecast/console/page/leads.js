import { byId, make, write } from "./dom.js";
import { skill } from "./format.js";

/** The skill of each lead as a bar, one column a lead; hidden while only the next frame is predicted. */
export class Leads {
  #figure = byId("leads");
  #list = byId("lead-skills");

  totals({ leads }) {
    this.#figure.hidden = leads.length === 0;
    while (this.#list.children.length > leads.length) {
      this.#list.lastElementChild.remove();
    }
    leads.forEach((value, i) => draw(this.#list.children[i] ?? this.#add(i + 1), value));
  }

  #add(lead) {
    const column = make("li", { "data-lead": lead },
      make("span", { class: "lead-skill" }),
      make("span", { class: "lead-bar", "aria-hidden": "true" }, make("span", {})),
      make("span", { class: "small" }, `+${lead}`));
    this.#list.append(column);
    return column;
  }
}

/** A skill below 0 has no bar. Its figure is in another colour, as in a tile. */
function draw(column, value) {
  const [figure, bar] = column.children;
  write(figure, skill(value));
  figure.classList.toggle("worse", value !== null && value < 0);
  bar.firstElementChild.style.height = `${Math.round(100 * Math.max(0, value ?? 0))}%`;
}
