package io.framecast.demo;

import io.framecast.console.status.SpeedControl;

/** The squares' speed that the page asks for, or the scenario. */
final class SpeedSetting implements SpeedControl {
  private volatile int speed;

  SpeedSetting(int speed) {
    this.speed = speed;
  }

  @Override
  public int speed() {
    return speed;
  }

  @Override
  public void speed(int pixels) {
    speed = pixels;
  }
}
