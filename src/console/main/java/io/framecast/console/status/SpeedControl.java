package io.framecast.console.status;

/** Reads and sets the speed of the demo's squares; only the demo provides one. */
public interface SpeedControl {
  /** The highest speed, in pixels per frame. */
  int FASTEST = 3;

  /** Returns the speed in pixels per frame. */
  int speed();

  /** Sets the speed for the following frames. */
  void speed(int pixels);
}
