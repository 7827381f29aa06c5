const SVG = "http://www.w3.org/2000/svg";
const MOST = 60;
const EVERY = 500; // milliseconds; a line of this size shows no more when drawn more often

/** The sparkline shows the last skills of a stream from -1 to 1, with a line at 0. */
export class Sparkline {
  #values = [];
  #line = createSvg("polyline", {});
  #drawn = 0;

  constructor() {
    this.element = createSvg("svg", { viewBox: `0 0 ${MOST - 1} 20`, preserveAspectRatio: "none", class: "spark", "aria-hidden": "true" });
    this.element.append(createSvg("line", { x1: 0, x2: MOST - 1, y1: 10, y2: 10 }), this.#line);
  }

  add(value) {
    if (value === null) {
      return;
    }
    this.#values.push(Math.max(-1, Math.min(1, value)));
    if (this.#values.length > MOST) {
      this.#values.shift();
    }
    const now = performance.now();
    if (now - this.#drawn > EVERY) {
      this.#drawn = now;
      const first = MOST - this.#values.length;
      this.#line.setAttribute("points", this.#values.map((y, x) => `${first + x},${(10 - 9 * y).toFixed(1)}`).join(" "));
    }
  }
}

function createSvg(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  return element;
}
