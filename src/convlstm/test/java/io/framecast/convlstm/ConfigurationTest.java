package io.framecast.convlstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationTest {
  private static final String LAYER =
      "{\"kind\": \"conv_lstm_2d\", \"name\": \"a\", \"filters\": 2, \"kernel_size\": 3}";
  private static final String FRAME =
      "{\"kind\": \"conv_2d\", \"name\": \"f\", \"filters\": 1, \"kernel_size\": [1, 1]}";

  @ParameterizedTest
  @MethodSource("io.framecast.convlstm.StepTest#networks")
  void readsBackWhatItWrites(Configuration configuration) {
    String json = ConfigurationJson.write(configuration);
    assertThat(ConfigurationJson.read(json)).isEqualTo(configuration);
    assertThat(NetworkTable.of(configuration))
        .hasLineCount(2 + configuration.stages().size() + configuration.forecaster().size());
  }

  @Test
  void leftOutKeysHaveTheDefaultsOfKeras() {
    Configuration read = ConfigurationJson.read(network(LAYER + "," + FRAME));
    assertThat(read.patch()).isOne();
    assertThat(read.stages().get(0))
        .isEqualTo(
            new Stage.ConvLstm2D(
                "a",
                2,
                Kernel.square(3),
                Activation.TANH,
                Activation.SIGMOID,
                true,
                Stage.Peephole.NONE));
    assertThat(
            ConfigurationJson.read(network(LAYER + "," + FRAME.replace("\"name\": \"f\", ", "")))
                .stages()
                .get(1)
                .name())
        .isEqualTo("stages.1");
  }

  @Test
  void namesTensorsAfterTheirStages() {
    assertThat(ConfigurationJson.read(network(LAYER + "," + FRAME)).tensorShapes())
        .containsEntry("a.kernel", List.of(3, 3, 1, 8))
        .containsEntry("a.recurrent_kernel", List.of(3, 3, 2, 8))
        .containsEntry("a.bias", List.of(8))
        .containsEntry("f.kernel", List.of(1, 1, 2, 1))
        .containsEntry("f.bias", List.of(1))
        .hasSize(5);
  }

  @Test
  void aForecasterWithoutInputHasNoInputKernelInItsFirstLayer() {
    assertThat(Networks.forecaster(1, 2, Stage.Peephole.CHANNEL).tensorShapes())
        .doesNotContainKey("forecaster.0.kernel")
        .containsEntry("forecaster.1.kernel", List.of(3, 3, 3, 8))
        .containsEntry("forecaster.0.peephole", List.of(3, 3))
        .containsEntry("frame.kernel", List.of(1, 1, 5, 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[] | stages: expected 1 to 64, found 0",
        "[F] | stages: conv_lstm_2d: expected 1 to 16, found 0",
        "[{\"kind\": \"lambda\"}] | stages[0].kind: expected one of conv_lstm_2d, conv_3d, conv_2d, batch",
        "[{\"kind\": 7}] | stages[0].kind: expected one of",
        "[L, {\"filters\": 2}] | stages[1].kind: expected a value, found none",
        "[L, {\"kind\": \"conv_2d\", \"filters\": 0, \"kernel_size\": 1}] | stages[1].filters: expected 1 to 512, found 0",
        "[L, {\"kind\": \"conv_2d\", \"filters\": 1.5, \"kernel_size\": 1}] | stages[1].filters: expected a whole number, found 1.5",
        "[L, {\"kind\": \"conv_2d\", \"filters\": 1, \"kernel_size\": [1]}] | stages[1].kernel_size: expected one or two whole numbers, found [1]",
        "[L, {\"kind\": \"conv_2d\", \"filters\": 1, \"kernel_size\": 16}] | stages[1].kernel_size: expected 1 to 15, found 16",
        "[L, {\"kind\": \"conv_2d\", \"filters\": 1, \"kernel_size\": 1, \"activation\": \"gelu\"}] | stages[1].activation: expected one of linear, tanh, relu",
        "[L, {\"kind\": \"conv_2d\", \"filters\": 1, \"kernel_size\": 1, \"strides\": 2}] | stages[1]: expected one of the keys kind, name, filters,",
        "[L, {\"kind\": \"conv_3d\", \"filters\": 1, \"kernel_size\": 1, \"depth\": 16}] | stages[1].depth: expected 1 to 15, found 16",
        "[L, {\"kind\": \"batch_normalization\", \"epsilon\": 0}, F] | stages[1].epsilon: expected a number between 0 and 1, found 0.0",
        "[L, L, F] | name: expected another name for each stage, found a",
        "[L, {\"kind\": \"dropout\", \"name\": \"x y\"}, F] | name: expected 1 to 100 letters, digits and _./-, found x y",
        "[{\"kind\": \"hidden_states\"}, L, F] | stages: stages.0: expected a conv_lstm_2d before hidden_states, found none",
        "[L] | stages: a: expected 1 channel from the last stage, as channels * patch * patch * leads, found 2",
        "[{\"kind\": \"conv_3d\", \"name\": \"s\", \"filters\": 1, \"kernel_size\": 1, \"depth\": 3, \"padding\": \"same\"}, L, F] | stages: a: expected no stage that remembers behind s, which reads frames to come, found one",
        "[{\"kind\": \"conv_lstm_2d\", \"filters\": 2, \"kernel_size\": 3, \"peephole\": \"map\"}, F] | frame: expected the frame size of the peephole maps of stages.0, found none",
        "[L, {\"kind\": \"conv_3d\", \"name\": \"c\", \"filters\": 512, \"kernel_size\": 15, \"depth\": 15}, {\"kind\": \"conv_3d\", \"filters\": 1, \"kernel_size\": 15, \"depth\": 15}, {\"kind\": \"conv_3d\", \"filters\": 512, \"kernel_size\": 15, \"depth\": 15}, {\"kind\": \"conv_3d\", \"filters\": 512, \"kernel_size\": 15, \"depth\": 15}, F] | parameters: expected at most 67108864, found",
        "null | stages: expected a list, found null",
        "[null] | stages[0]: expected an object, found null",
      })
  void refusesNetworksThatAreNotPossible(String stages, String expected) {
    String json =
        "{\"channels\": 1, \"stages\": "
            + stages.replaceAll("\\bL\\b", LAYER).replaceAll("\\bF\\b", FRAME)
            + "}";
    assertThatThrownBy(() -> ConfigurationJson.read(json))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageStartingWith("configuration refused: " + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"channels\": 5 | channels: expected 1 to 4, found 5",
        "\"channels\": 1, \"channels\": 1 | expected JSON, found: Duplicate field 'channels'",
        "\"channels\": 1, \"patch\": 3 | patch: expected 1, 2 or 4, found 3",
        "\"channels\": 1, \"leads\": 101 | leads: expected 1 to 100, found 101",
        "\"channels\": 1, \"leads\": 2 | stages: f: expected 2 channels from the last stage",
        "\"channels\": 1, \"frame\": [0, 5] | frame: expected at least 1x1, found 0x5",
        "\"channels\": 1, \"input\": {\"scale\": [1, 2]} | input: expected one number, or one for each of 1 channel",
        "\"channels\": 1, \"input\": {\"scale\": 1e999} | input.scale: expected finite numbers, found Infinity",
        "\"channels\": 1, \"output\": {\"shift\": 1} | output: expected one of the keys scale, offset, found shift",
        "\"channels\": 1, \"forecaster\": [] | ok",
        "\"channels\": 1, \"forecaster\": [F2] | forecaster: expected conv_lstm_2d layers with the filters of the stages, [2], found []",
      })
  void refusesOtherKeys(String keys, String expected) {
    String json =
        "{"
            + keys.replace("F2", FRAME.replace("\"f\"", "\"g\""))
            + ", \"stages\": ["
            + LAYER
            + ","
            + FRAME
            + "]}";
    if (expected.equals("ok")) {
      assertThat(ConfigurationJson.read(json).forecaster()).isEmpty();
      return;
    }
    assertThatThrownBy(() -> ConfigurationJson.read(json))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageStartingWith("configuration refused: " + expected);
  }

  @Test
  void aPeepholeMapFixesTheFrameSize() {
    String json =
        "{\"channels\": 1, \"patch\": 2, \"frame\": [13, 10], \"stages\": ["
            + LAYER.replace("}", ", \"peephole\": \"map\"}")
            + ","
            + FRAME.replace("\"filters\": 1", "\"filters\": 4")
            + "]}";
    Configuration read = ConfigurationJson.read(json);
    assertThat(read.tensorShapes()).containsEntry("a.peephole", List.of(3, 7, 5, 2));
    assertThatThrownBy(() -> State.zero(read, 10, 13))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected frames of 13x10, found 10x13");
    State.zero(read, 13, 10).close();
  }

  private static String network(String stages) {
    return "{\"channels\": 1, \"stages\": [" + stages + "]}";
  }
}
