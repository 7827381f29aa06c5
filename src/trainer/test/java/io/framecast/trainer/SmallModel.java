package io.framecast.trainer;

import io.framecast.convlstm.Configuration;
import java.util.List;

/** The configuration of a network that trains in seconds. */
public final class SmallModel {
  public static final Configuration CONFIGURATION = withChannels(1);

  private SmallModel() {}

  /** Returns the same network for frames of so many channels. */
  public static Configuration withChannels(int channels) {
    return new Configuration(
        channels,
        2,
        List.of(new Configuration.Layer(6, 3), new Configuration.Layer(4, 3)),
        Configuration.Gates.SIGMOID,
        Configuration.Normalization.LAYER,
        1e-3,
        new Configuration.Head(Configuration.Head.Kind.HIDDEN, 1, 1));
  }
}
