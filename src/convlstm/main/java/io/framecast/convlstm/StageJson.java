package io.framecast.convlstm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.framecast.convlstm.Stage.BatchNormalization;
import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.Conv3D.Padding;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.Dropout;
import io.framecast.convlstm.Stage.Elementwise;
import io.framecast.convlstm.Stage.HiddenStates;
import io.framecast.convlstm.Stage.LayerNormalization;
import io.framecast.convlstm.Stage.Peephole;
import java.util.Locale;

/** Reads and writes one stage of a configuration. Keys that are left out have Keras' defaults. */
final class StageJson {

  /** The kinds of stages by their names in lower case. */
  private enum Kind {
    CONV_LSTM_2D,
    CONV_3D,
    CONV_2D,
    BATCH_NORMALIZATION,
    LAYER_NORMALIZATION,
    ACTIVATION,
    DROPOUT,
    HIDDEN_STATES
  }

  private static final double EPSILON = 1e-3;

  private StageJson() {}

  /** Returns the stage; one without a name gets the default one. */
  static Stage read(JsonKeys keys, String defaultName) {
    Kind kind = keys.choice("kind", Kind.class, null);
    String name = keys.text("name", defaultName);
    return switch (kind) {
      case CONV_LSTM_2D ->
          new ConvLstm2D(
              name,
              keys.integer("filters"),
              kernel(keys),
              keys.choice("activation", Activation.class, Activation.TANH),
              keys.choice("recurrent_activation", Activation.class, Activation.SIGMOID),
              keys.bool("use_bias", true),
              keys.choice("peephole", Peephole.class, Peephole.NONE));
      case CONV_3D ->
          new Conv3D(
              name,
              keys.integer("filters"),
              keys.integer("depth"),
              kernel(keys),
              keys.choice("padding", Padding.class, Padding.CAUSAL),
              keys.choice("activation", Activation.class, Activation.LINEAR),
              keys.bool("use_bias", true));
      case CONV_2D ->
          new Conv2D(
              name,
              keys.integer("filters"),
              kernel(keys),
              keys.choice("activation", Activation.class, Activation.LINEAR),
              keys.bool("use_bias", true));
      case BATCH_NORMALIZATION -> new BatchNormalization(name, keys.number("epsilon", EPSILON));
      case LAYER_NORMALIZATION -> new LayerNormalization(name, keys.number("epsilon", EPSILON));
      case ACTIVATION -> new Elementwise(name, keys.choice("activation", Activation.class, null));
      case DROPOUT -> new Dropout(name);
      case HIDDEN_STATES -> new HiddenStates(name);
    };
  }

  private static Kernel kernel(JsonKeys keys) {
    int[] size = keys.pair("kernel_size", null);
    int[] dilation = keys.pair("dilation_rate", 1, 1);
    return new Kernel(size[0], size[1], dilation[0], dilation[1]);
  }

  /** Writes all keys of a stage. */
  static void write(Stage stage, ObjectNode to) {
    if (stage instanceof ConvLstm2D s) {
      start(to, Kind.CONV_LSTM_2D, s).put("filters", s.filters());
      write(s.kernel(), to);
      to.put("activation", s.activation().key());
      to.put("recurrent_activation", s.recurrentActivation().key());
      to.put("use_bias", s.useBias()).put("peephole", key(s.peephole()));
    } else if (stage instanceof Conv3D s) {
      start(to, Kind.CONV_3D, s).put("filters", s.filters()).put("depth", s.depth());
      write(s.kernel(), to);
      to.put("padding", key(s.padding())).put("activation", s.activation().key());
      to.put("use_bias", s.useBias());
    } else if (stage instanceof Conv2D s) {
      start(to, Kind.CONV_2D, s).put("filters", s.filters());
      write(s.kernel(), to);
      to.put("activation", s.activation().key()).put("use_bias", s.useBias());
    } else if (stage instanceof BatchNormalization s) {
      start(to, Kind.BATCH_NORMALIZATION, s).put("epsilon", s.epsilon());
    } else if (stage instanceof LayerNormalization s) {
      start(to, Kind.LAYER_NORMALIZATION, s).put("epsilon", s.epsilon());
    } else if (stage instanceof Elementwise s) {
      start(to, Kind.ACTIVATION, s).put("activation", s.activation().key());
    } else if (stage instanceof Dropout s) {
      start(to, Kind.DROPOUT, s);
    } else if (stage instanceof HiddenStates s) {
      start(to, Kind.HIDDEN_STATES, s);
    }
  }

  private static ObjectNode start(ObjectNode to, Kind kind, Stage stage) {
    return to.put("kind", key(kind)).put("name", stage.name());
  }

  private static void write(Kernel kernel, ObjectNode to) {
    to.putArray("kernel_size").add(kernel.height()).add(kernel.width());
    if (kernel.isDilated()) {
      to.putArray("dilation_rate").add(kernel.rowDilation()).add(kernel.columnDilation());
    }
  }

  static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
