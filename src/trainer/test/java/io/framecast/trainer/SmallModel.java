package io.framecast.trainer;

import io.framecast.convlstm.Activation;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.ConfigurationJson;
import io.framecast.convlstm.LayersForm;
import io.framecast.convlstm.Weights;
import java.util.List;

/** Networks that train in seconds. */
public final class SmallModel {
  public static final Configuration CONFIGURATION = withChannels(1);

  /** An encoding-forecasting network for frames of one channel. */
  public static final String FORECASTER =
      """
      {"channels": 1, "patch": 4, "stages": [{"kind": "conv_lstm_2d", "filters": 4, "kernel_size": 3}],
       "forecaster": [{"kind": "conv_lstm_2d", "filters": 4, "kernel_size": 3},
         {"kind": "conv_2d", "filters": 16, "kernel_size": 1, "activation": "sigmoid"}]}
      """;

  private SmallModel() {}

  /** Returns the initial weights of {@link #FORECASTER}. */
  public static Weights forecaster(long seed) {
    return Weights.initial(ConfigurationJson.read(FORECASTER), seed);
  }

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
