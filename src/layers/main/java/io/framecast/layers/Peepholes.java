package io.framecast.layers;

/** Selects the peepholes of a {@link ConvLSTM2D} (Shi et al. 2015, eq. 3). */
public enum Peepholes {
  /** The gates do not read the cell state. */
  NONE,
  /** The gates i, f and o have one weight for each channel of the cell state. */
  CHANNEL,
  /** They have one for each pixel and channel, as in the paper, which fixes the frame size. */
  MAP
}
