package io.framecast.demo;

import io.framecast.console.Simulator;

/** The squares' speed as somebody wants it, at the terminal or on the page. */
final class Dial implements Simulator {
  private volatile int speed;

  Dial(int speed) {
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
