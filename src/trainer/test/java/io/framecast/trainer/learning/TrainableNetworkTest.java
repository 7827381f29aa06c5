package io.framecast.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.framecast.convlstm.Activation;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.ConfigurationJson;
import io.framecast.convlstm.LayersForm;
import io.framecast.convlstm.LayersForm.Head;
import io.framecast.convlstm.LayersForm.Layer;
import io.framecast.convlstm.Patches;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainableNetworkTest {

  private static final long SEED = 1506_04214;

  /** Both compute in float; tanh and the order of sums differ. */
  private static final float TOLERANCE = 1e-5f;

  private static final int AHEAD = 3;

  private static final TrainingConfig PLAN =
      new TrainingConfig(TrainingConfig.Optimiser.ADAM, 0.03, 40, 1, SEED, 2, AHEAD);

  private static final String HEAD = "\"conv_2d\", \"kernel_size\": 3, \"activation\": \"sigmoid\"";

  static Stream<Configuration> networks() {
    List<Configuration> all = new ArrayList<>();
    List<Layer> layers = List.of(new Layer(6, 3), new Layer(5, 5));
    for (Activation gates : List.of(Activation.SIGMOID, Activation.HARD_SIGMOID)) {
      for (LayersForm.Normalization normalization : LayersForm.Normalization.values()) {
        for (Head head :
            List.of(new Head(Head.Kind.HIDDEN, 1, 1), new Head(Head.Kind.CAUSAL, 3, 3))) {
          all.add(new LayersForm(1, 2, layers, gates, normalization, 1e-3, head).toConfiguration());
        }
      }
    }
    for (String cell :
        List.of(
            "\"relu\"",
            "\"tanh\", \"peephole\": \"channel\"",
            "\"sigmoid\", \"recurrent_activation\": \"hard_sigmoid_keras3\"",
            "\"tanh\", \"peephole\": \"map\"")) {
      all.add(network(cell, HEAD));
    }
    all.add(network("\"tanh\"", "\"conv_2d\", \"kernel_size\": 3, \"activation\": \"sigmoid\""));
    return all.stream();
  }

  /** Returns a network as Keras' users have it, with this activation and kind of last stage. */
  private static Configuration network(String activation, String last) {
    String frame = activation.contains("map") ? "\"frame\": [12, 18], " : "";
    return ConfigurationJson.read(
        "{\"channels\": 1, \"patch\": 2, "
            + frame
            + "\"stages\": [{\"kind\": \"conv_lstm_2d\", \"filters\": 5,"
            + " \"kernel_size\": 3, \"activation\": "
            + activation
            + "}, {\"kind\": \"batch_normalization\"}, {\"kind\": \"dropout\"}, {\"filters\": 4, \"kind\": "
            + last
            + "}]}");
  }

  static Stream<Configuration> forecasters() {
    return Stream.of(
        forecaster("", "", "{\"kind\": \"hidden_states\"}, "),
        forecaster("", "{\"kind\": \"dropout\"}, ", ""),
        forecaster("\"peephole\": \"channel\", ", "", "{\"kind\": \"hidden_states\"}, "),
        forecaster("\"peephole\": \"map\", ", "", "{\"kind\": \"hidden_states\"}, "));
  }

  /** Returns a network of two layers whose forecaster has such stages behind its layers. */
  private static Configuration forecaster(String cell, String before, String behind) {
    return ConfigurationJson.read(forecasterJson(cell, before, behind));
  }

  private static String forecasterJson(String cell, String before, String behind) {
    String layers = "";
    for (int filters : new int[] {5, 4}) {
      layers +=
          "{\"kind\": \"conv_lstm_2d\", "
              + cell
              + "\"kernel_size\": 3, \"filters\": "
              + filters
              + "}, ";
    }
    return "{\"channels\": 1, \"patch\": 2, \"frame\": [12, 18], \"stages\": ["
        + before
        + layers.substring(0, layers.length() - 2)
        + "], \"forecaster\": ["
        + layers
        + behind
        + "{\"kind\": \"conv_2d\", \"filters\": 4, \"kernel_size\": 1, \"activation\":"
        + " \"sigmoid\"}]}";
  }

  @ParameterizedTest
  @MethodSource("forecasters")
  void aTrainableForecasterPredictsWhatTheStepServes(Configuration configuration) {
    Weights weights = lively(configuration);
    int seen = 4;
    int size = 12 * 18;
    SplittableRandom random = new SplittableRandom(SEED);
    float[] clip = new float[(seen + AHEAD) * size]; // zeros follow what is seen
    float[] expected = new float[AHEAD * size];
    float[][] predictions = new float[AHEAD][size];
    try (Step step = new Step(weights);
        State state = State.zero(configuration, 12, 18)) {
      for (int t = 0; t < seen; t++) {
        float[] frame = new float[size];
        for (int k = 0; k < size; k++) {
          frame[k] = (float) random.nextDouble();
        }
        step.forecast(state, frame, predictions);
        fold(frame, clip, t);
      }
    }
    for (int lead = 0; lead < AHEAD; lead++) {
      fold(predictions[lead], expected, lead);
    }
    try (TrainableNetwork network = new TrainableNetwork(weights, PLAN)) {
      float[] found = network.predict(clip, new int[] {1, seen + AHEAD, 6, 9, 4});
      assertThat(found).as("seed %d", SEED).containsExactly(expected, within(TOLERANCE));
      Weights unchanged = network.weights(Map.of());
      for (String name : configuration.tensorShapes().keySet()) {
        assertThat(unchanged.tensor(name)).as(name).isEqualTo(weights.tensor(name));
      }
    }
  }

  private static void fold(float[] frame, float[] to, int at) {
    float[] folded = new float[frame.length];
    Patches.spaceToDepth(frame, 12, 18, 1, 2, folded);
    System.arraycopy(folded, 0, to, at * frame.length, frame.length);
  }

  @Test
  void aNetworkOfSeveralLeadsLearnsAllOfThem() {
    Configuration leads =
        ConfigurationJson.read(
            "{\"channels\": 1, \"patch\": 4, \"leads\": 2, \"stages\": [{\"kind\": \"conv_lstm_2d\","
                + " \"filters\": 8, \"kernel_size\": 3}, {\"kind\": \"conv_2d\", \"filters\": 32,"
                + " \"kernel_size\": 3, \"activation\": \"sigmoid\"}]}");
    assertThat(loss(learned(leads))).isLessThan(0.9 * loss(Weights.initial(leads, SEED)));
  }

  @Test
  void aForecasterLearnsAndTheSameSeedLearnsTheSame() {
    Configuration configuration = forecaster("", "", "{\"kind\": \"hidden_states\"}, ");
    TrainingConfig slow =
        new TrainingConfig(TrainingConfig.Optimiser.ADAM, 0.03, 40, 1, SEED, 2, AHEAD);
    List<String> versions = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (TrainableNetwork network =
          new TrainableNetwork(Weights.initial(configuration, SEED), slow)) {
        for (int step = 0; step < slow.steps(); step++) {
          losses.add(network.fit(movingDots(step)));
        }
        versions.add(network.weights(Map.of()).version());
      }
    }
    assertThat(versions.get(1)).as("seed %d", SEED).isEqualTo(versions.get(0));
    assertThat(losses.get(39)).as("seed %d", SEED).isLessThan(0.9 * losses.get(0));
  }

  /** Dots that move to the right and come in again at the left. */
  private static Batch movingDots(int step) {
    SplittableRandom random = new SplittableRandom(SEED + step);
    int times = 6;
    float[] frames = new float[2 * times * 6 * 9 * 4];
    float[] targets = new float[frames.length];
    for (int clip = 0; clip < 2; clip++) {
      int row = random.nextInt(6);
      int column = random.nextInt(9);
      for (int t = 0; t <= times; t++) {
        int pixel = (row * 9 + (column + t) % 9) * 4;
        if (t < times) {
          frames[(clip * times + t) * 216 + pixel] = 1;
        }
        if (t > 0) {
          targets[(clip * times + t - 1) * 216 + pixel] = 1;
        }
      }
    }
    return new Batch(frames, targets, new boolean[] {true, true}, new int[] {2, times, 6, 9, 4});
  }

  @Test
  void refusesForecastersThatTheLayersDoNotTrain() {
    String normalised =
        forecasterJson("", "", "")
            .replace("], \"forecaster\"", ", {\"kind\": \"layer_normalization\"}], \"forecaster\"");
    assertThatThrownBy(() -> untrained(normalised))
        .hasMessage(
            "this network cannot be trained: stages.2: expected an encoder of conv_lstm_2d layers only");
    String[] halves = forecasterJson("", "", "").split("(?<=forecaster)", 2);
    String wider = halves[0] + halves[1].replaceFirst("\"kernel_size\": 3", "\"kernel_size\": 5");
    assertThatThrownBy(() -> untrained(wider))
        .hasMessage(
            "this network cannot be trained: forecaster.0: expected the kernel, activations, bias"
                + " and peepholes of stages.0");
    String between = forecasterJson("", "", "{\"kind\": \"batch_normalization\"}, ");
    assertThatThrownBy(() -> untrained(between))
        .hasMessage(
            "this network cannot be trained: forecaster.2: expected a forecaster of conv_lstm_2d"
                + " layers, hidden_states or not, and a convolution");
  }

  private static void untrained(String json) {
    new TrainableNetwork(Weights.initial(ConfigurationJson.read(json), 1), PLAN).close();
  }

  @Test
  void refusesNetworksThatTheLayersDoNotTrain() {
    String head = HEAD;
    assertThatThrownBy(
            () ->
                new TrainableNetwork(
                    Weights.initial(network("\"relu\", \"use_bias\": false", head), 1), PLAN))
        .hasMessage("this network cannot be trained: stages.0: expected a bias");
    assertThatThrownBy(
            () ->
                new TrainableNetwork(
                    Weights.initial(network("\"tanh\"", head.replace("sigmoid", "relu")), 1), PLAN))
        .hasMessage("this network cannot be trained: stages.3: expected a sigmoid and a bias");
    assertThatThrownBy(
            () ->
                new TrainableNetwork(
                    Weights.initial(network("\"tanh\"", head.replace(": 3", ": [3, 2]")), 1), PLAN))
        .hasMessage(
            "this network cannot be trained: stages.3: expected an odd square kernel without dilation");
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theTrainableNetworkPredictsWhatTheStepServes(Configuration configuration) {
    Weights weights = lively(configuration);
    int height = 12;
    int width = 18;
    int frames = 7;
    SplittableRandom random = new SplittableRandom(SEED);
    float[] clip = new float[frames * height * width];
    float[] folded = new float[clip.length];
    float[] expected = new float[clip.length];
    try (Step step = new Step(weights);
        State state = State.zero(configuration, height, width)) {
      for (int t = 0; t < frames; t++) {
        float[] frame = new float[height * width];
        float[] prediction = new float[frame.length];
        float[] patches = new float[frame.length];
        for (int k = 0; k < frame.length; k++) {
          frame[k] = (float) random.nextDouble();
        }
        step.next(state, frame, prediction);
        Patches.spaceToDepth(frame, height, width, 1, 2, patches);
        System.arraycopy(patches, 0, folded, t * frame.length, frame.length);
        Patches.spaceToDepth(prediction, height, width, 1, 2, patches);
        System.arraycopy(patches, 0, expected, t * frame.length, frame.length);
      }
    }
    try (TrainableNetwork network = new TrainableNetwork(weights, PLAN)) {
      float[] found = network.predict(folded, new int[] {1, frames, height / 2, width / 2, 4});
      assertThat(found).as("seed %d", SEED).containsExactly(expected, within(TOLERANCE));
      Weights unchanged = network.weights(Map.of());
      for (String name : configuration.tensorShapes().keySet()) {
        assertThat(unchanged.tensor(name)).as(name).isEqualTo(weights.tensor(name));
      }
    }
  }

  @ParameterizedTest
  @MethodSource({"networks", "forecasters"})
  void resumingFromASnapshotGivesTheSameBits(Configuration configuration) {
    Weights weights = lively(configuration);
    TrainableNetwork.NetworkSnapshot snapshot = null;
    String whole;
    try (TrainableNetwork network = new TrainableNetwork(weights, PLAN)) {
      for (int step = 0; step < 6; step++) {
        network.fit(batch(step));
        if (step == 2) {
          snapshot = network.snapshot(3);
        }
      }
      whole = network.weights(Map.of()).version();
    }
    try (TrainableNetwork network = new TrainableNetwork(weights, PLAN)) {
      network.resume(snapshot);
      for (int step = 3; step < 6; step++) {
        network.fit(batch(step));
      }
      assertThat(network.weights(Map.of()).version()).as("seed %d", SEED).isEqualTo(whole);
    }
  }

  /** Some sequences go on where they were, so what they carry counts. */
  private static Batch batch(int step) {
    SplittableRandom random = new SplittableRandom(SEED + step);
    int[] shape = {3, 5, 6, 9, 4};
    float[] frames = new float[3 * 5 * 6 * 9 * 4];
    float[] targets = new float[frames.length];
    for (int k = 0; k < frames.length; k++) {
      frames[k] = (float) random.nextDouble();
      targets[k] = random.nextInt(2);
    }
    return new Batch(frames, targets, new boolean[] {step == 0, true, step % 2 == 0}, shape);
  }

  @Test
  void aFewStepsLearnAndTheSameSeedLearnsTheSame() {
    Configuration small =
        new LayersForm(
                1,
                4,
                List.of(new Layer(8, 3)),
                Activation.SIGMOID,
                LayersForm.Normalization.LAYER,
                1e-3,
                new Head(Head.Kind.HIDDEN, 1, 1))
            .toConfiguration();
    Weights once = learned(small);
    Weights again = learned(small);
    assertThat(again.version()).isEqualTo(once.version());
    assertThat(loss(once)).isLessThan(0.9 * loss(Weights.initial(small, SEED)));
  }

  private static Weights learned(Configuration configuration) {
    try (TrainableNetwork network =
        new TrainableNetwork(Weights.initial(configuration, SEED), PLAN)) {
      new TrainingLoop(network, new SquaresBatches(configuration, SEED, 3, 1, 15, 1), SEED)
          .run(PLAN.steps());
      return network.weights(Map.of());
    }
  }

  private static double loss(Weights weights) {
    try (TrainableNetwork network = new TrainableNetwork(weights, PLAN)) {
      return network.fit(new SquaresBatches(weights.configuration(), SEED + 1, 8, 0, 15, 1).next());
    }
  }

  /** Initial weights with normalisations that are not the identity. */
  private static Weights lively(Configuration configuration) {
    Weights initial = Weights.initial(configuration, SEED);
    SplittableRandom random = new SplittableRandom(SEED + 1);
    Map<String, float[]> tensors = new HashMap<>();
    for (String name : configuration.tensorShapes().keySet()) {
      float[] values = initial.tensor(name);
      if (!name.endsWith("kernel")) {
        for (int k = 0; k < values.length; k++) {
          values[k] += (float) (0.4 * random.nextDouble() - 0.2);
        }
      }
      tensors.put(name, values);
    }
    return Weights.of(configuration, tensors, Map.of());
  }
}
