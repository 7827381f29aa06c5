import { short } from "./format.js";

const KINDS = new Set(["promotion", "rollback", "drift", "swap"]);
const TOGETHER = 5; // seconds: swaps of many streams become one annotation
const ROWS = 3;
const ROW = 14;

/** The height of the labels above a chart, in CSS pixels. */
export const LABELS = ROWS * ROW + 4;

/** The annotations of the charts: {at in seconds, kind, count, model}, oldest first. */
export class Annotations {
  #annotations = [];

  clear() {
    this.#annotations.length = 0;
  }

  add({ at, event, model }) {
    if (!KINDS.has(event)) {
      return;
    }
    const seconds = at / 1000;
    const last = this.#annotations.findLast((mark) => mark.kind === event);
    if (last && event === "swap" && last.model === model && seconds - last.at < TOGETHER) {
      last.count++;
    } else {
      this.#annotations.push({ at: seconds, kind: event, count: 1, model });
      if (this.#annotations.length > 200) {
        this.#annotations.shift();
      }
    }
  }

  /** Draws lines and labels; a label without a free row is omitted, its line is drawn. */
  draw(chart, colours) {
    const pen = chart.ctx;
    const screen = window.devicePixelRatio || 1;
    const { left, top, width, height } = chart.bbox;
    const ends = new Array(ROWS).fill(-Infinity);
    pen.save();
    pen.font = `${11 * screen}px system-ui, sans-serif`;
    pen.textBaseline = "middle";
    pen.textAlign = "left";
    for (const mark of this.#annotations) {
      const x = Math.round(chart.valToPos(mark.at, "x", true));
      if (x < left || x > left + width) {
        continue;
      }
      const colour = colours.mark(mark.kind);
      pen.strokeStyle = pen.fillStyle = colour;
      pen.lineWidth = screen;
      pen.setLineDash(mark.kind === "swap" ? [2 * screen, 3 * screen] : []);
      const text = label(mark);
      const long = pen.measureText(text).width;
      const from = Math.min(x, left + width - long);
      const row = ends.findIndex((end) => end < from);
      const y = row < 0 ? top : top - (ROWS - row) * ROW * screen + (ROW * screen) / 2;
      pen.beginPath();
      pen.moveTo(x, row < 0 ? top : y + 6 * screen);
      pen.lineTo(x, top + height);
      pen.stroke();
      if (row >= 0) {
        ends[row] = from + long + 8 * screen;
        pen.fillText(text, from, y);
      }
    }
    pen.restore();
  }
}

function label({ kind, count, model }) {
  return kind === "swap" && count > 1 ? `${count} swaps` : kind === "drift" ? kind : `${kind} ${short(model)}`;
}
