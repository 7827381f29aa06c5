package io.framecast.trainer;

import io.framecast.convlstm.Activation;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.LayersForm;
import java.util.List;

/** The configuration of a network that trains in seconds. */
public final class SmallModel {
  public static final Configuration CONFIGURATION = withChannels(1);

  private SmallModel() {}

  /** Returns the same network for frames of so many channels. */
  public static Configuration withChannels(int channels) {
    return new LayersForm(
            channels,
            2,
            List.of(new LayersForm.Layer(6, 3), new LayersForm.Layer(4, 3)),
            Activation.SIGMOID,
            LayersForm.Normalization.LAYER,
            1e-3,
            new LayersForm.Head(LayersForm.Head.Kind.HIDDEN, 1, 1))
        .toConfiguration();
  }
}
