package io.framecast.convlstm;

import io.framecast.convlstm.Stage.BatchNormalization;
import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.Elementwise;
import io.framecast.convlstm.Stage.HiddenStates;
import io.framecast.convlstm.Stage.LayerNormalization;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Describes a network as a table for people: a line for each stage. */
public final class NetworkTable {
  private static final String ROW = "%-28s %-36s %9s %11s%n";

  private NetworkTable() {}

  /** Returns the table; it ends with a line about a frame and the state. */
  public static String of(Configuration configuration) {
    StringBuilder table = new StringBuilder();
    table.append(String.format(Locale.ROOT, ROW, "stage", "kind", "channels", "parameters"));
    addRows(configuration, configuration.placedStages(), table);
    addRows(configuration, configuration.placedForecaster(), table);
    FrameSize frame = configuration.frame();
    table.append(
        String.format(
            Locale.ROOT,
            "frames of %d channel%s%s, %s%s; a state has %d bytes for each pixel of a frame%n",
            configuration.channels(),
            configuration.channels() == 1 ? "" : "s",
            configuration.patch() == 1 ? "" : " in patches of " + configuration.patch(),
            frame == null ? "any size" : "size " + frame,
            configuration.leads() == 1 ? "" : ", " + configuration.leads() + " leads at once",
            bytesPerPixel(configuration)));
    return table.toString();
  }

  private static void addRows(
      Configuration configuration, List<PlacedStage> stages, StringBuilder table) {
    Map<String, List<Integer>> shapes = configuration.tensorShapes();
    for (PlacedStage placed : stages) {
      String prefix = placed.stage().name() + ".";
      long parameters = 0;
      for (Map.Entry<String, List<Integer>> tensor : shapes.entrySet()) {
        String name = tensor.getKey();
        if (name.startsWith(prefix) && name.indexOf('.', prefix.length()) < 0) {
          parameters +=
              tensor.getValue().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
        }
      }
      table.append(
          String.format(
              Locale.ROOT,
              ROW,
              placed.stage().name(),
              describe(placed.stage()),
              placed.outputs(),
              parameters));
    }
  }

  private static long bytesPerPixel(Configuration configuration) {
    long channels = 0;
    for (PlacedStage placed : configuration.placedStages()) {
      channels += placed.memoryChannels();
    }
    int pixels = configuration.patch() * configuration.patch();
    return (Float.BYTES * channels + pixels - 1) / pixels;
  }

  private static String describe(Stage stage) {
    List<String> words = new ArrayList<>();
    if (stage instanceof ConvLstm2D s) {
      words.add("ConvLSTM2D " + size(s.kernel()));
      words.add(s.activation().key());
      words.add(s.recurrentActivation().key());
      if (s.peephole() != Stage.Peephole.NONE) {
        words.add("peephole " + s.peephole().name().toLowerCase(Locale.ROOT));
      }
    } else if (stage instanceof Conv3D s) {
      words.add("Conv3D " + s.depth() + "x" + size(s.kernel()));
      words.add(s.padding().name().toLowerCase(Locale.ROOT));
      words.add(s.activation().key());
    } else if (stage instanceof Conv2D s) {
      words.add("Conv2D " + size(s.kernel()));
      words.add(s.activation().key());
    } else if (stage instanceof BatchNormalization s) {
      words.add("BatchNormalization, epsilon " + s.epsilon());
    } else if (stage instanceof LayerNormalization s) {
      words.add("LayerNormalization, epsilon " + s.epsilon());
    } else if (stage instanceof Elementwise s) {
      words.add("Activation " + s.activation().key());
    } else if (stage instanceof HiddenStates) {
      words.add("hidden states of all layers");
    } else {
      words.add("Dropout, no effect here");
    }
    return String.join(", ", words);
  }

  private static String size(Kernel kernel) {
    String size = kernel.height() + "x" + kernel.width();
    return kernel.isDilated()
        ? size + " dilated " + kernel.rowDilation() + "x" + kernel.columnDilation()
        : size;
  }
}
