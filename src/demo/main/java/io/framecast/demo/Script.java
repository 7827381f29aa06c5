package io.framecast.demo;

import io.framecast.sim.Cameras;
import io.framecast.sim.Pace;
import java.time.Duration;

/**
 * What is to be filmed.
 *
 * @param calm what the cameras begin with
 * @param next the same cameras on squares of another speed
 * @param fps frames per second of each camera
 * @param limit how long they film, zero for until stopped
 * @param story whether they turn to the next by themselves, once, and it ends with what came of it;
 *     else somebody may turn them to and fro
 */
record Script(Cameras calm, Cameras next, double fps, Duration limit, boolean story) {

  Pace pace() {
    return new Pace(fps, Pace.NO_END, limit.isZero() ? Pace.NO_LIMIT : limit, false);
  }

  int calmSpeed() {
    return calm.world().speed();
  }

  int nextSpeed() {
    return next.world().speed();
  }
}
