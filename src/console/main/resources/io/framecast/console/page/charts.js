import uPlot from "/lib/uplot/uPlot.esm.js";
import { byId } from "./dom.js";
import { LABELS, Annotations } from "./annotations.js";
import { figure, time } from "./format.js";

const LONGEST = 3600; // seconds
const HEIGHT = 190;
const COLOURS = { promotion: "--good", rollback: "--accent", drift: "--bad", swap: "--muted" };

/** The charts show skill and latency over time, with model events annotated. */
export class Charts {
  #annotations = new Annotations();
  #history = { at: [], skill: [], p50: [], p99: [] };
  #charts = [];

  constructor() {
    this.#build();
    // uPlot reads colours at construction, so a new colour scheme needs new charts.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#build());
  }

  all(history, events) {
    this.#history = {
      at: history.at.map((at) => at / 1000),
      skill: [...history.skill],
      p50: [...history.p50],
      p99: [...history.p99],
    };
    this.#annotations.clear();
    events.forEach((event) => this.#annotations.add(event));
    this.#draw();
  }

  second({ at, skill, p50, p99 }) {
    const { at: times, ...rest } = this.#history;
    if (times.length && at / 1000 <= times[times.length - 1]) {
      return; // uPlot needs increasing times
    }
    times.push(at / 1000);
    rest.skill.push(skill);
    rest.p50.push(p50);
    rest.p99.push(p99);
    if (times.length > LONGEST) {
      [times, rest.skill, rest.p50, rest.p99].forEach((values) => values.shift());
    }
    if (!document.hidden) {
      this.#draw();
    }
  }

  mark(event) {
    this.#annotations.add(event);
  }

  #draw() {
    const { at, skill, p50, p99 } = this.#history;
    const data = [[at, skill], [at, p50, p99]];
    this.#charts.forEach((chart, i) => {
      chart.setData(data[i]);
      if (chart.cursor.idx === null || chart.cursor.idx === undefined) {
        chart.setLegend({ idx: at.length - 1 }); // the newest, unless the pointer selects another
      }
    });
  }

  #build() {
    this.#charts.forEach((chart) => chart.destroy());
    const css = getComputedStyle(document.documentElement);
    const colour = (name) => css.getPropertyValue(name).trim();
    const line = (label, name, digits, dash) => ({
      label, stroke: colour(name), width: 1.5, dash, points: { show: false }, value: (_, value) => figure(value, digits),
    });
    this.#charts = [
      this.#chart("chart-skill", colour, [line("skill", "--line-1", 2)], (_, low, high) => [Math.min(0, low ?? 0), Math.max(1, high ?? 1)]),
      this.#chart("chart-latency", colour, [line("median", "--line-1", 0), line("p99", "--line-2", 0, [6, 3])],
        (_, low, high) => [0, Math.max(10, (high ?? 0) * 1.1)]),
    ];
    this.#draw();
  }

  #chart(id, colour, series, range) {
    const place = byId(id);
    const axis = { stroke: colour("--muted"), font: "12px system-ui, sans-serif", grid: { stroke: colour("--rule"), width: 1 }, ticks: { show: false } };
    const chart = new uPlot(
      {
        width: Math.max(200, place.clientWidth),
        height: HEIGHT + LABELS,
        padding: [LABELS, 28, 0, 0],
        cursor: { drag: { x: false, y: false } },
        legend: { live: true },
        scales: { y: { range } },
        axes: [{ ...axis, space: 80, size: 30, values: (_, ticks) => ticks.map((tick) => time(tick * 1000)) }, { ...axis, size: 48 }],
        series: [{ label: "at", value: (_, at) => (at ? time(at * 1000) : "–") }, ...series],
        hooks: { draw: [(drawn) => this.#annotations.draw(drawn, { mark: (kind) => colour(COLOURS[kind]) })] },
      },
      [[], ...series.map(() => [])],
      place,
    );
    const watch = new ResizeObserver(() => place.clientWidth && chart.setSize({ width: place.clientWidth, height: HEIGHT + LABELS }));
    watch.observe(place);
    const destroy = chart.destroy;
    chart.destroy = () => {
      watch.disconnect();
      destroy();
    };
    return chart;
  }
}
