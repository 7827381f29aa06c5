package io.framecast.demo;

import io.framecast.sim.CameraSet;
import io.framecast.sim.SendRate;
import io.framecast.squares.World;
import java.time.Duration;

/**
 * What the command line asks for.
 *
 * @param cameras on squares of the first speed
 * @param driftSpeed the speed to which the drift scenario changes
 * @param fps frames per second of each camera
 * @param limit how long the simulator sends frames, zero for until it is stopped
 * @param hasScenario whether the drift scenario runs
 */
record DemoOptions(
    CameraSet cameras, int driftSpeed, double fps, Duration limit, boolean hasScenario) {

  SendRate pace() {
    return new SendRate(fps, SendRate.NO_END, limit.isZero() ? SendRate.NO_LIMIT : limit, false);
  }

  int speed() {
    return cameras.world().speed();
  }

  /** Returns the same cameras on squares of that speed. */
  CameraSet withSpeed(int speed) {
    World w = cameras.world();
    return cameras.on(new World(w.seed(), w.mode(), speed, w.height(), w.width()));
  }
}
