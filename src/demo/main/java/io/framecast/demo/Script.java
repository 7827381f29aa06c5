package io.framecast.demo;

import io.framecast.sim.Cameras;
import io.framecast.sim.Pace;
import io.framecast.squares.World;
import java.time.Duration;

/**
 * What is to be filmed.
 *
 * @param calm what the cameras begin with
 * @param nextSpeed another speed of the squares
 * @param fps frames per second of each camera
 * @param limit how long they film, zero for until stopped
 * @param story whether they turn to the next by themselves, once, and it ends with what came of it;
 *     else somebody may turn them to and fro
 */
record Script(Cameras calm, int nextSpeed, double fps, Duration limit, boolean story) {

  Pace pace() {
    return new Pace(fps, Pace.NO_END, limit.isZero() ? Pace.NO_LIMIT : limit, false);
  }

  int calmSpeed() {
    return calm.world().speed();
  }

  /** The same cameras on squares of that speed. */
  Cameras at(int speed) {
    World w = calm.world();
    return calm.on(new World(w.seed(), w.mode(), speed, w.height(), w.width()));
  }
}
