import { Banner } from "./banner.js";
import { Charts } from "./charts.js";
import { DeadLetters } from "./dead.js";
import { Detail } from "./detail.js";
import { Door } from "./door.js";
import { drawScale } from "./error.js";
import { Events } from "./events.js";
import { Grid } from "./grid.js";
import { Live } from "./live.js";
import { byId } from "./make.js";
import { Models } from "./models.js";
import { Services } from "./services.js";
import { Speed } from "./speed.js";
import { Totals } from "./totals.js";

// Who listens to what: the parts do not know of each other.
const banner = new Banner();
const totals = new Totals();
const charts = new Charts();
const events = new Events();
const services = new Services();
const dead = new DeadLetters();
const door = new Door();
const models = new Models(door);
const speed = new Speed(door);
const detail = new Detail();
const grid = new Grid((numbers) => live.see(numbers), (tile) => detail.open(tile));

const live = new Live(
  {
    hello(hello) {
      events.all(hello.events);
      charts.all(hello.history, events.known);
      models.hello(hello);
      speed.hello(hello);
    },
    streams: (streams) => grid.streams(streams),
    frames: (frames) => grid.frames(frames),
    totals(second) {
      totals.show(second);
      charts.second(second);
      services.totals(second);
      models.totals(second);
      dead.totals(second);
      speed.totals(second);
      banner.broker(second.broker ? null : (second.sentence ?? "it does not answer."));
    },
    event(event) {
      charts.mark(event);
      events.add(event);
      models.event(event);
    },
  },
  (state, sentence) => {
    banner.connection(state, sentence);
    if (state === "live") {
      // Not with every hello: one also comes when other tiles are in view.
      models.refresh();
    }
  },
);

drawScale(byId("scale"));
live.open();
