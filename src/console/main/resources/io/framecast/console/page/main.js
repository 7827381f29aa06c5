import { Banner } from "./banner.js";
import { Charts } from "./charts.js";
import { DeadLetters } from "./deadLetters.js";
import { Detail } from "./detail.js";
import { TokenDialog } from "./token.js";
import { drawScale } from "./errorMap.js";
import { Events } from "./events.js";
import { Grid } from "./grid.js";
import { Leads } from "./leads.js";
import { Live } from "./live.js";
import { byId } from "./dom.js";
import { Models } from "./models.js";
import { Services } from "./services.js";
import { Speed } from "./speed.js";
import { Totals } from "./totals.js";

// Connects the parts of the page; they do not depend on each other.
const banner = new Banner();
const totals = new Totals();
const charts = new Charts();
const leads = new Leads();
const events = new Events();
const services = new Services();
const dead = new DeadLetters();
const tokenDialog = new TokenDialog();
const models = new Models(tokenDialog);
const speed = new Speed(tokenDialog);
const detail = new Detail();
const grid = new Grid((numbers) => live.subscribe(numbers), (tile) => detail.open(tile));

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
      leads.totals(second);
      services.totals(second);
      models.totals(second);
      dead.totals(second);
      speed.totals(second);
      banner.totals(second);
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
      // Not at every hello: the console also sends one after each change of the subscription.
      models.refresh();
    }
  },
);

drawScale(byId("scale"));
live.start();
