package io.framecast.console;

/** The demo's squares; where nobody films any the console has none. */
public interface Simulator {
  /** The fastest they go. */
  int FASTEST = 3;

  /** Pixels a frame. */
  int speed();

  /** From now on. */
  void speed(int pixels);
}
