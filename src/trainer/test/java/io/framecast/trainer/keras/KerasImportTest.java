package io.framecast.trainer.keras;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.framecast.convlstm.Activation;
import io.framecast.convlstm.Kernel;
import io.framecast.convlstm.Scaling;
import io.framecast.convlstm.Stage.BatchNormalization;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.trainer.files.NpyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KerasImportTest {
  private static final Path RESOURCES = Path.of("test/resources/keras");

  /** Keras computes in float, the reference in double. */
  private static final float TOLERANCE = 1e-5f;

  private static final String SAME =
      "\"padding\": \"same\", \"data_format\": \"channels_last\", \"strides\": [1, 1]";
  private static final String LSTM =
      SAME
          + ", \"filters\": 4, \"kernel_size\": [3, 2], \"activation\": \"relu\", \"return_sequences\": true,"
          + " \"recurrent_activation\": \"hard_sigmoid\"";
  private static final String INPUT = "\"batch_input_shape\": [null, null, 24, 40, 1]";

  @TempDir private Path folder;

  @Test
  void aNetworkOfKeras3GivesTheLastOutputOfPredictAfterEachFrame() throws IOException {
    Weights weights =
        KerasImport.read(RESOURCES.resolve("climate.keras"), KerasImport.Options.NONE);
    List<Frame> frames = NpyFiles.read(RESOURCES.resolve("input.npy")).frames();
    List<Frame> outputs = NpyFiles.read(RESOURCES.resolve("output.npy")).frames();
    try (Step step = new Step(weights);
        State state = State.zero(weights.configuration(), 24, 32)) {
      for (int t = 0; t < frames.size(); t++) {
        assertThat(step.next(state, frames.get(t)).pixels())
            .as("frame %d", t)
            .containsExactly(outputs.get(t).pixels(), within(TOLERANCE));
      }
    }
    assertThat(weights.provenance()).containsEntry("keras", "3.13.2");
  }

  /** The configuration is a list, names end in :0, and hard_sigmoid is Keras 2's. */
  @Test
  void readsAnH5FileOfKeras2() {
    KerasFiles file = new KerasFiles("2.1.0");
    lstm(file, "conv_lst_m2d_1", INPUT + ", " + LSTM, 1, "conv_lst_m2d_1/", ":0");
    norm(file, "batch_normalization_1", "\"axis\": -1, \"epsilon\": 0.002", ":0");
    lstm(file, "conv_lst_m2d_2", LSTM, 4, "conv_lst_m2d_2/", ":0");
    conv3D(file, "conv3d_1", 1, ":0");
    Path h5 =
        file.h5(
            folder.resolve("model.keras"),
            "{\"class_name\": \"Sequential\", \"config\": " + file.layers() + "}");
    Weights weights = KerasImport.read(h5, KerasImport.Options.NONE);
    assertThat(weights.configuration().stages().get(0))
        .isInstanceOfSatisfying(
            ConvLstm2D.class,
            layer -> {
              assertThat(layer.recurrentActivation()).isEqualTo(Activation.HARD_SIGMOID);
              assertThat(layer.activation()).isEqualTo(Activation.RELU);
              assertThat(layer.kernel()).isEqualTo(new Kernel(3, 2, 1, 1));
            });
    assertThat(weights.configuration().stages().get(1))
        .isEqualTo(new BatchNormalization("batch_normalization_1", 0.002));
    assertThat(weights.configuration().stages().get(3)).isInstanceOf(Conv3D.class);
    assertHolds(weights, file.written);
  }

  /** Arrays are deeper, a functional model names its inputs, and hard_sigmoid is another one. */
  @Test
  void readsAnH5FileOfAFunctionalModelOfKeras3() {
    KerasFiles file = new KerasFiles("3.7.0");
    file.layer("InputLayer", "in", "\"batch_shape\": [null, 8, 24, 40, 1]", Map.of());
    lstm(file, "a", LSTM, 1, "model/a/conv_lstm_cell/", "");
    file.layer("Dropout", "drop", "\"rate\": 0.5", Map.of());
    conv2D(file, "b", 1, "model/b/", "");
    String chained =
        file.layers()
            .replace(
                "{\"class_name\": \"ConvLSTM2D\"",
                "{" + behind("in") + "\"class_name\": \"ConvLSTM2D\"")
            .replace(
                "{\"class_name\": \"Dropout\"", "{" + behind("a") + "\"class_name\": \"Dropout\"")
            .replace(
                "{\"class_name\": \"Conv2D\"", "{" + behind("drop") + "\"class_name\": \"Conv2D\"");
    Path h5 =
        file.h5(
            folder.resolve("model.h5"),
            "{\"class_name\": \"Functional\", \"config\": {\"name\": \"m\", \"layers\": "
                + chained
                + "}}");
    Weights weights = KerasImport.read(h5, KerasImport.Options.NONE);
    assertThat(weights.configuration().stages()).hasSize(2);
    assertThat(((ConvLstm2D) weights.configuration().stages().get(0)).recurrentActivation())
        .isEqualTo(Activation.HARD_SIGMOID_KERAS3);
    assertHolds(weights, file.written);
  }

  private static String behind(String layer) {
    return "\"inbound_nodes\": [{\"args\": [{\"config\": {\"keras_history\": [\""
        + layer
        + "\", 0, 0]}}]}], ";
  }

  @Test
  void severalOutputChannelsAreLeadsOnlyIfTheUserSaysSo() {
    KerasFiles file = new KerasFiles("2.12.0");
    lstm(file, "a", INPUT + ", " + LSTM, 1, "a/", ":0");
    conv2D(file, "b", 3, "b/", ":0");
    Path h5 =
        file.h5(
            folder.resolve("model.h5"),
            "{\"class_name\": \"Sequential\", \"config\": {\"layers\": " + file.layers() + "}}");
    assertThat(
            KerasImport.read(h5, new KerasImport.Options(true, Scaling.NONE, Scaling.NONE))
                .configuration()
                .leads())
        .isEqualTo(3);
    assertThatThrownBy(() -> KerasImport.read(h5, KerasImport.Options.NONE))
        .isInstanceOf(InvalidKerasFileException.class)
        .hasMessage(
            "layer b (Conv2D): expected as many output channels as a frame has, 1, found 3; if they are"
                + " predictions of several leads, use --outputs-are-horizons");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "ConvLSTM2D | \"filters\": 1, \"kernel_size\": 3, \"padding\": \"valid\" | layer x (ConvLSTM2D): expected same, found padding \"valid\"",
        "Dense | \"units\": 3 | layer x (Dense): expected one of ConvLSTM2D, Conv3D, Conv2D",
        "Lambda | | layer x (Lambda): expected one of ConvLSTM2D",
        "MaxPooling3D | \"pool_size\": [1, 2, 2] | layer x (MaxPooling3D): expected one of",
        "Bidirectional | | layer x (Bidirectional): expected one of",
        "Sequential | \"layers\": [] | layer x (Sequential): expected one of",
        "Conv2D | \"filters\": 1, \"kernel_size\": [3, 3], \"padding\": \"valid\" | layer x (Conv2D): expected same, found padding \"valid\"",
        "Conv2D | \"filters\": 1, \"kernel_size\": [1, 1], \"strides\": [2, 2] | layer x (Conv2D): expected strides of 1, found strides [2,2]",
        "Conv2D | \"filters\": 1, \"kernel_size\": [3, 3], \"padding\": \"same\", \"data_format\": \"channels_first\" | layer x (Conv2D): expected channels_last",
        "Conv2D | \"filters\": 1, \"kernel_size\": [3, 3], \"padding\": \"same\", \"activation\": \"gelu\" | layer x (Conv2D): expected one of hard_sigmoid, linear, relu, sigmoid, tanh, found activation \"gelu\"",
        "Conv2D | \"filters\": 1, \"kernel_size\": [3, 3], \"padding\": \"same\", \"groups\": 2 | layer x (Conv2D): expected one group, found groups 2",
        "Conv2D | \"filters\": 1000, \"kernel_size\": [3, 3], \"padding\": \"same\" | layer x (Conv2D): expected values in range, found filters: expected 1 to 512, found 1000",
        "Conv2D | \"filters\": 1, \"kernel_size\": [3, 3], \"padding\": \"same\" | layer x (Conv2D): expected an array kernel, found none in the file",
        "ConvLSTM2D | \"filters\": 1, \"kernel_size\": [3, 3], \"padding\": \"same\", \"go_backwards\": true | layer x (ConvLSTM2D): expected false, found go_backwards true",
        "BatchNormalization | \"axis\": 1 | layer x (BatchNormalization): expected the last axis, found axis 1",
        "ReLU | \"max_value\": 6 | layer x (ReLU): expected no bound, found max_value 6",
        "ReLU | \"negative_slope\": {\"type\": \"ndarray\", \"value\": 0.5} | layer x (ReLU): expected 0, found negative_slope",
        "ReLU | \"threshold\": [0.5] | layer x (ReLU): expected a number, found threshold [0.5]",
        "BatchNormalization | \"epsilon\": \"0.5\" | layer x (BatchNormalization): expected a number, found epsilon \"0.5\"",
        "BatchNormalization | \"scale\": \"false\" | layer x (BatchNormalization): expected true or false, found scale \"false\"",
        "LayerNormalization | \"rms_scaling\": 1.5 | layer x (LayerNormalization): expected true or false, found rms_scaling 1.5",
        "ConvLSTM2D | \"filters\": 1, \"kernel_size\": [3, 3], \"padding\": \"same\", \"go_backwards\": \"True\" | layer x (ConvLSTM2D): expected true or false, found go_backwards",
        "ConvLSTM2D | \"filters\": 1, \"kernel_size\": [3, 3], \"padding\": \"same\", \"return_sequences\": 1 | layer x (ConvLSTM2D): expected true or false, found return_sequences 1",
        "Conv2D | \"filters\": [1], \"kernel_size\": [1, 1] | layer x (Conv2D): expected a whole number, found filters [1]",
        "Conv2D | \"filters\": 1, \"kernel_size\": [1, 1], \"strides\": 2.0 | layer x (Conv2D): expected 2 whole numbers, found strides 2.0",
        "Conv2D | \"filters\": 1, \"kernel_size\": [1, 1], \"strides\": [4294967297, 1] | layer x (Conv2D): expected 2 whole numbers, found strides",
        "Conv2D | \"filters\": 1, \"kernel_size\": [1, 1], \"strides\": {\"a\": 1} | layer x (Conv2D): expected 2 whole numbers, found strides",
        "Conv2D | \"filters\": 1, \"kernel_size\": [1, 1], \"groups\": [2] | layer x (Conv2D): expected a whole number, found groups [2]",
        "Conv2D | \"filters\": 1, \"kernel_size\": [1, 1], \"data_format\": [\"channels_first\"] | layer x (Conv2D): expected a text, found data_format",
        "Conv2D | \"filters\": 1, \"kernel_size\": [1, 1], \"activation\": {\"module\": \"mine\", \"class_name\": \"function\", \"config\": \"tanh\"} | layer x (Conv2D): expected a built-in function, found activation",
      })
  void refusesALayerThatCannotBeStreamed(String kind, String keys, String expected) {
    KerasFiles file = new KerasFiles("2.12.0");
    lstm(file, "a", INPUT + ", " + LSTM, 1, "a/", ":0");
    file.layer(kind, "x", keys == null ? "" : keys, Map.of());
    Path h5 =
        file.h5(
            folder.resolve("model.h5"),
            "{\"class_name\": \"Sequential\", \"config\": {\"layers\": " + file.layers() + "}}");
    assertThatThrownBy(() -> KerasImport.read(h5, KerasImport.Options.NONE))
        .isInstanceOf(InvalidKerasFileException.class)
        .hasMessageStartingWith(expected);
  }

  @Test
  void refusesArraysOfAnotherShapeThanTheConfigurationHas() {
    KerasFiles file = new KerasFiles("2.12.0");
    lstm(file, "a", INPUT + ", " + LSTM.replace("[3, 2]", "[2, 3]"), 1, "a/", ":0");
    conv2D(file, "b", 1, "b/", ":0");
    Path h5 =
        file.h5(
            folder.resolve("model.h5"),
            "{\"class_name\": \"Sequential\", \"config\": {\"layers\": " + file.layers() + "}}");
    assertThatThrownBy(() -> KerasImport.read(h5, KerasImport.Options.NONE))
        .isInstanceOf(InvalidKerasFileException.class)
        .hasMessage(
            "layer a: expected an array of shape [2, 3, 1, 16] at model_weights/a/a/kernel:0, found [3, 2, 1, 16]");
  }

  /** Groups are named after classes; tf.keras 2.12 leaves every second number out. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void readsTheArraysOfAnArchiveByClassAndOrder(int step) throws IOException {
    KerasFiles layers = new KerasFiles("3.10.0");
    lstm(layers, "second_name", INPUT + ", " + LSTM, 1, "", "");
    lstm(layers, "a_first_name", LSTM, 4, "", "");
    conv2D(layers, "out", 1, "", "");
    Path h5 = folder.resolve("weights.h5");
    Map<String, float[]> written =
        layers.numbered(
            h5,
            Map.of(
                "conv_lstm2d/cell",
                List.of(new int[] {3, 2, 1, 16}, new int[] {3, 2, 4, 16}, new int[] {16}),
                "conv_lstm2d_" + step + "/cell",
                List.of(new int[] {3, 2, 4, 16}, new int[] {3, 2, 4, 16}, new int[] {16}),
                "conv2d",
                List.of(new int[] {1, 1, 4, 1}, new int[] {1})));
    byte[] config =
        ("{\"class_name\": \"Sequential\", \"config\": {\"layers\": " + layers.layers() + "}}")
            .getBytes(UTF_8);
    Path archive = folder.resolve("model.h5");
    Files.write(
        archive,
        zip(
            Map.of(
                "metadata.json", "{\"keras_version\": \"3.10.0\"}".getBytes(UTF_8),
                "config.json", config,
                "model.weights.h5", Files.readAllBytes(h5))));
    Weights weights = KerasImport.read(archive, KerasImport.Options.NONE);
    assertThat(weights.tensor("second_name.kernel")).isEqualTo(written.get("conv_lstm2d/cell/0"));
    assertThat(weights.tensor("a_first_name.recurrent_kernel"))
        .isEqualTo(written.get("conv_lstm2d_" + step + "/cell/1"));
    assertThat(weights.tensor("out.bias")).isEqualTo(written.get("conv2d/1"));

    byte[] damaged = Files.readAllBytes(archive);
    damaged[damaged.length / 2] ^= 1;
    assertThatThrownBy(
            () ->
                KerasImport.read(
                    Files.write(folder.resolve("damaged"), damaged), KerasImport.Options.NONE))
        .isInstanceOf(InvalidKerasFileException.class);
  }

  @Test
  void refusesOtherOutputsThanTheLastLayerAndLayersOfOthers() {
    for (String more :
        List.of(
            "\"output_layers\": [[\"a\", 0, 0], [\"b\", 0, 0]]",
            "\"output_layers\": [\"a\", 0, 0]")) {
      assertThatThrownBy(() -> functional(calls("in"), calls("a"), ", " + more))
          .hasMessageStartingWith("layer b (Conv2D): expected the last layer as the only output");
    }
    KerasFiles file = new KerasFiles("3.7.0");
    lstm(file, "a", INPUT + ", " + LSTM, 1, "a/", "");
    Path h5 =
        file.h5(
            folder.resolve("custom.h5"),
            "{\"class_name\": \"Sequential\", \"config\": {\"layers\": "
                + file.layers()
                    .replace(
                        "{\"class_name\"",
                        "{\"registered_name\": \"My>ConvLSTM2D\", \"class_name\"")
                + "}}");
    assertThatThrownBy(() -> KerasImport.read(h5, KerasImport.Options.NONE))
        .hasMessageStartingWith(
            "layer a (ConvLSTM2D): expected a layer of Keras, found a custom one");
  }

  /** A call with an initial state or a mask, as the versions of Keras write it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[[\"in\", 0, 0, {\"initial_state\": [[0.5]]}]]]",
        "[[[\"in\", 0, 0, {\"mask\": [[true]]}]]]",
        "[[[\"in\", 0, 0, {\"training\": true}]]]",
        "[[[\"in\", 0, 0, {\"training\": \"True\"}]]]",
        "[{\"args\": [{\"config\": {\"keras_history\": [\"in\", 0, 0]}}, [0.5]]}]",
        "[{\"args\": [{\"config\": {\"keras_history\": [\"in\", 0, 0]}}], \"kwargs\": {\"mask\": [1]}}]"
      })
  void refusesACallWithOtherArgumentsThanItsInput(String nodes) {
    assertThatThrownBy(() -> functional("{\"inbound_nodes\": " + nodes + ", ", calls("a"), ""))
        .isInstanceOf(InvalidKerasFileException.class)
        .hasMessageStartingWith("layer a (ConvLSTM2D): expected a call with its input alone");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[[\"in\", 0, 0, {\"training\": false, \"mask\": null}]]]",
        "[{\"args\": [{\"config\": {\"keras_history\": [\"in\", 0, 0]}}], \"kwargs\": {\"mask\": null}}]"
      })
  void readsACallWithArgumentsThatSayNothing(String nodes) {
    assertThat(
            functional("{\"inbound_nodes\": " + nodes + ", ", calls("a"), "")
                .configuration()
                .stages())
        .hasSize(2);
  }

  /** Saves layers a and b, which are called so; {@code more} follows the list of layers. */
  private Weights functional(String nodesOfA, String nodesOfB, String more) {
    KerasFiles file = new KerasFiles("3.7.0");
    file.layer("InputLayer", "in", "\"batch_shape\": [null, 8, 24, 40, 1]", Map.of());
    lstm(file, "a", LSTM, 1, "a/", "");
    conv2D(file, "b", 1, "b/", "");
    String called =
        file.layers()
            .replace("{\"class_name\": \"ConvLSTM2D\"", nodesOfA + "\"class_name\": \"ConvLSTM2D\"")
            .replace("{\"class_name\": \"Conv2D\"", nodesOfB + "\"class_name\": \"Conv2D\"");
    Path h5 =
        file.h5(
            folder.resolve("functional.h5"),
            "{\"class_name\": \"Functional\", \"config\": {\"layers\": " + called + more + "}}");
    return KerasImport.read(h5, KerasImport.Options.NONE);
  }

  private static String calls(String layer) {
    return "{" + behind(layer);
  }

  /** Since Keras 3 a class of the user's has a module that is not Keras', or null. */
  @Test
  void refusesClassesOfTheUsersThatAreNamedLikeKeras() {
    for (String mark :
        List.of(
            "\"module\": null, \"registered_name\": \"ConvLSTM2D\"",
            "\"module\": \"mine\"",
            "\"registered_name\": \"Other\"")) {
      assertThatThrownBy(
              () -> sequential("3.7.0", "\"name\": \"s\"", layers -> marked(layers, mark)))
          .as(mark)
          .hasMessageStartingWith(
              "layer a (ConvLSTM2D): expected a layer of Keras, found a custom one: module ");
    }
    assertThat(
            sequential(
                    "3.7.0",
                    "\"name\": \"s\"",
                    layers ->
                        marked(layers, "\"module\": \"keras.layers\", \"registered_name\": null"))
                .configuration()
                .stages())
        .hasSize(2);
  }

  private static String marked(String layers, String mark) {
    return layers.replaceFirst("\\{\"class_name\"", "{" + mark + ", \"class_name\"");
  }

  /** Saves two layers, whose JSON a test may change. */
  private Weights sequential(String version, String keys, UnaryOperator<String> change) {
    KerasFiles file = new KerasFiles(version);
    lstm(file, "a", INPUT + ", " + LSTM, 1, "a/", "");
    conv2D(file, "b", 1, "b/", "");
    Path h5 =
        file.h5(
            folder.resolve("sequential.h5"),
            "{\"class_name\": \"Sequential\", \"config\": {"
                + keys
                + ", \"layers\": "
                + change.apply(file.layers())
                + "}}");
    return KerasImport.read(h5, KerasImport.Options.NONE);
  }

  @Test
  void refusesOtherVersionsOfKeras() {
    for (String version : List.of("4.0.0", "1.2.2", "30.1", "abc", "3.7\u001b[2J")) {
      assertThatThrownBy(() -> sequential(version, "\"name\": \"s\"", layers -> layers))
          .as(version)
          .isInstanceOf(InvalidKerasFileException.class)
          .hasMessageStartingWith("expected a file of Keras 2 or 3, found keras_version ");
    }
    assertThat(sequential("2.2.4-tf", "\"name\": \"s\"", layers -> layers).provenance())
        .containsEntry("keras", "2.2.4-tf");
  }

  @Test
  void refusesAnInputOfWholeNumbers() {
    assertThatThrownBy(
            () ->
                sequential(
                    "3.7.0",
                    "\"name\": \"s\"",
                    layers ->
                        layers.replaceFirst(
                            "\\[",
                            "[{\"class_name\": \"InputLayer\", \"config\": {\"name\": \"in\", \"dtype\": \"uint8\"}}, ")))
        .hasMessage(
            "layer in (InputLayer): expected an input of floating-point numbers, found dtype \"uint8\"");
  }

  @Test
  void refusesALayerThatStandsTwice() {
    assertThatThrownBy(
            () ->
                sequential(
                    "3.7.0",
                    "\"name\": \"s\"",
                    layers -> layers.replace("\"name\": \"b\"", "\"name\": \"a\"")))
        .hasMessage("layer a (Conv2D): expected each layer once, found a second one of this name");
  }

  @Test
  void refusesArraysThatTheConfigurationDoesNotHave() {
    KerasFiles file = new KerasFiles("3.7.0");
    file.layer(
        "ConvLSTM2D",
        "a",
        INPUT + ", " + LSTM,
        Map.of(
            "kernel", new int[] {3, 2, 1, 16},
            "recurrent_kernel", new int[] {3, 2, 4, 16},
            "bias", new int[] {16},
            "lora_kernel_a", new int[] {3, 2, 1, 4}));
    conv2D(file, "b", 1, "", "");
    Path h5 =
        file.h5(
            folder.resolve("more.h5"),
            "{\"class_name\": \"Sequential\", \"config\": {\"layers\": " + file.layers() + "}}");
    assertThatThrownBy(() -> KerasImport.read(h5, KerasImport.Options.NONE))
        .hasMessageStartingWith(
            "layer a: expected the arrays [kernel, recurrent_kernel, bias], found [")
        .hasMessageContaining("lora_kernel_a");
  }

  /** A wrapper may declare the shape of the input, and then its layer declares that of a frame. */
  @Test
  void readsTheInputShapeOfATimeDistributedLayer() {
    KerasFiles file = new KerasFiles("2.1.0");
    file.layer(
        "TimeDistributed",
        "t",
        INPUT
            + ", \"layer\": {\"class_name\": \"Conv2D\", \"config\": {\"name\": \"c\", \"filters\": 1,"
            + " \"kernel_size\": [1, 1], \"batch_input_shape\": [null, 24, 40, 1]}}",
        Map.of("t/kernel:0", new int[] {1, 1, 1, 1}, "t/bias:0", new int[] {1}));
    lstm(file, "a", LSTM, 1, "a/", ":0");
    conv2D(file, "b", 1, "b/", ":0");
    Path h5 =
        file.h5(
            folder.resolve("wrapped.h5"),
            "{\"class_name\": \"Sequential\", \"config\": " + file.layers() + "}");
    assertThat(KerasImport.read(h5, KerasImport.Options.NONE).configuration().channels())
        .isEqualTo(1);
  }

  /** The limits of a network are compared before arrays are looked for. */
  @Test
  void refusesNetworksAboveTheLimitsAtOnce() {
    assertThatThrownBy(
            () ->
                sequential(
                    "3.7.0",
                    "\"name\": \"s\"",
                    layers -> layers.replace("24, 40, 1]", "24, 40, 500000000]")))
        .isInstanceOf(InvalidKerasFileException.class)
        .hasMessageContaining("channels");
    assertThatThrownBy(
            () ->
                sequential(
                    "3.7.0",
                    "\"name\": \"s\"",
                    layers ->
                        layers
                            .replace("\"filters\": 4", "\"filters\": 512")
                            .replace("\"kernel_size\": [3, 2]", "\"kernel_size\": [15, 15]")))
        .hasMessageStartingWith(
            "the network cannot be streamed: parameters: expected at most 67108864, found 2");
  }

  @Test
  void refusesBranchesAndCycles() {
    for (String[] inputs : new String[][] {{"in", "in"}, {"b", "a"}}) {
      assertThatThrownBy(() -> functional(calls(inputs[0]), calls(inputs[1]), ""))
          .isInstanceOf(InvalidKerasFileException.class)
          .hasMessageContaining("expected one chain of layers");
    }
  }

  @Test
  void refusesOtherFilesInOneSentence() throws IOException {
    byte[] climate = Files.readAllBytes(RESOURCES.resolve("climate.keras"));
    assertRefused(
        new byte[0], "expected a Keras file (.h5 or .keras), found one that begins otherwise");
    assertRefused("hello".getBytes(UTF_8), "expected a Keras file");
    assertRefused(Arrays.copyOf(climate, climate.length / 2), "expected a .keras archive");
    assertRefused(
        zip(Map.of("a", new byte[3])), "expected metadata.json in the archive, found none");
    byte[] metadata = "{\"keras_version\": \"3.10.0\"}".getBytes(UTF_8);
    assertRefused(
        zip(Map.of("metadata.json", metadata, "config.json", new byte[100 << 20])),
        "expected config.json of at most 8388608 bytes, found more");
    byte[] deep = "[".repeat(100_000).getBytes(UTF_8);
    assertRefused(
        zip(
            Map.of(
                "metadata.json", metadata, "config.json", deep, "model.weights.h5", new byte[9])),
        "expected a configuration in JSON, found: Document nesting depth");
    byte[] config = "{\"class_name\": \"Sequential\"}".getBytes(UTF_8);
    assertRefused(
        zip(
            Map.of(
                "metadata.json", metadata, "config.json", config, "model.weights.h5", new byte[9])),
        "expected HDF5 in model.weights.h5, found other bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "external_links.h5 | layer a: expected groups and arrays, found a link at model_weights/a/kernel",
        "large_chunks.h5 | layer a: expected chunks of the size of the array or parts of it at",
        "integers.h5 | layer a: expected floating-point numbers at model_weights/a/kernel"
      })
  void refusesArraysThatKerasDoesNotWrite(String file, String expected) {
    assertThatThrownBy(() -> KerasImport.read(RESOURCES.resolve(file), KerasImport.Options.NONE))
        .isInstanceOf(InvalidKerasFileException.class)
        .hasMessageStartingWith(expected);
  }

  /** A file with a few changed bytes is read or refused, and nothing else happens. */
  @Test
  void refusesDamagedFilesWithTheDocumentedException() throws IOException {
    KerasFiles whole = new KerasFiles("2.12.0");
    lstm(whole, "a", INPUT + ", " + LSTM, 1, "a/", ":0");
    conv2D(whole, "b", 1, "b/", ":0");
    Path h5 =
        whole.h5(
            folder.resolve("model.h5"),
            "{\"class_name\": \"Sequential\", \"config\": {\"layers\": " + whole.layers() + "}}");
    byte[] bytes = Files.readAllBytes(h5);
    SplittableRandom random = new SplittableRandom(KerasFiles.SEED);
    for (int n = 0; n < 300; n++) {
      byte[] damaged =
          Arrays.copyOf(bytes, n % 3 == 0 ? random.nextInt(bytes.length) : bytes.length);
      for (int k = 0; k < 12 && damaged.length > 0; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("damaged"), damaged);
      try {
        KerasImport.read(file, KerasImport.Options.NONE);
      } catch (InvalidKerasFileException expected) {
        assertThat(expected.getMessage())
            .as("seed %d, file %d", KerasFiles.SEED, n)
            .hasLineCount(1);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + KerasFiles.SEED + ", file " + n, e);
      }
    }
  }

  private void assertRefused(byte[] bytes, String expected) throws IOException {
    Path file = Files.write(folder.resolve("other"), bytes);
    assertThatThrownBy(() -> KerasImport.read(file, KerasImport.Options.NONE))
        .isInstanceOf(InvalidKerasFileException.class)
        .hasMessageStartingWith(expected);
  }

  private byte[] zip(Map<String, byte[]> entries) throws IOException {
    Path file = folder.resolve("zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : new TreeMap<>(entries).entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return Files.readAllBytes(file);
  }

  private static void lstm(
      KerasFiles file, String name, String keys, int inputs, String path, String end) {
    Map<String, int[]> arrays = new TreeMap<>();
    arrays.put(path + "kernel" + end, new int[] {3, 2, inputs, 16});
    arrays.put(path + "recurrent_kernel" + end, new int[] {3, 2, 4, 16});
    arrays.put(path + "bias" + end, new int[] {16});
    file.layer("ConvLSTM2D", name, keys, arrays);
  }

  private static void norm(KerasFiles file, String name, String keys, String end) {
    Map<String, int[]> arrays = new TreeMap<>();
    for (String array : List.of("gamma", "beta", "moving_mean", "moving_variance")) {
      arrays.put(name + "/" + array + end, new int[] {4});
    }
    file.layer("BatchNormalization", name, keys, arrays);
  }

  private static void conv2D(KerasFiles file, String name, int filters, String path, String end) {
    file.layer(
        "Conv2D",
        name,
        SAME
            + ", \"filters\": "
            + filters
            + ", \"kernel_size\": [1, 1], \"activation\": \"sigmoid\"",
        Map.of(
            path + "kernel" + end, new int[] {1, 1, 4, filters},
            path + "bias" + end, new int[] {filters}));
  }

  private static void conv3D(KerasFiles file, String name, int filters, String end) {
    file.layer(
        "Conv3D",
        name,
        "\"padding\": \"same\", \"filters\": "
            + filters
            + ", \"kernel_size\": [3, 3, 3], \"activation\": \"sigmoid\"",
        Map.of(
            name + "/kernel" + end, new int[] {3, 3, 3, 4, filters},
            name + "/bias" + end, new int[] {filters}));
  }

  private static void assertHolds(Weights weights, Map<String, float[]> written) {
    assertThat(weights.configuration().tensorShapes().keySet())
        .containsExactlyInAnyOrderElementsOf(written.keySet());
    written.forEach((name, values) -> assertThat(weights.tensor(name)).as(name).isEqualTo(values));
  }
}
