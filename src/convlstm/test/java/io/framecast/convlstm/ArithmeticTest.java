package io.framecast.convlstm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.Peephole;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArithmeticTest {
  private static final long SEED = Long.getLong("test.seed", System.nanoTime());
  private static final int HEIGHT = 40;
  private static final int WIDTH = 34;
  private static final int SQUARE = 6;

  /** Prints the arithmetic that is chosen for the shipped network; runs in its own process. */
  public static final class Choice {
    private Choice() {}

    public static void main(String[] arguments) {
      System.out.println("chosen: " + Arithmetic.fastest(Configuration.squares()).id());
    }
  }

  @Test
  void anArithmeticIsFoundByItsNameOnThisMachine() {
    for (Arithmetic one : available()) {
      assertThat(one.id()).matches("(direct|winograd4)-[0-9a-f]{8}");
      assertThat(Arithmetic.of(one.id())).contains(one);
    }
    assertThat(Arithmetic.of("direct-00000000")).isEmpty();
    assertThat(Arithmetic.of("winograd4")).isEmpty();
    assertThat(Arithmetic.of("")).isEmpty();
  }

  @Test
  void anotherProcessHasTheSameNames() throws Exception {
    String expected = "chosen: " + Arithmetic.fastest(Configuration.squares()).id();
    assertThat(choice(System.getProperty("java.class.path"), Map.of())).contains(expected);
    assertThat(choice(System.getProperty("java.class.path"), Map.of("OMP_NUM_THREADS", "3")))
        .contains(expected);
  }

  @Test
  void withoutTheLibraryOrAvx512ConvolutionsAreDirectAndOneWarningSaysSo() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                path -> !Path.of(path).getFileName().toString().matches("dnnl-.*-.*-x86_64.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(choice(classPath, Map.of()))
        .contains("chosen: " + Arithmetic.DIRECT.id())
        .containsOnlyOnce("oneDNN cannot be used (");
    assertThat(choice(System.getProperty("java.class.path"), Map.of("DNNL_MAX_CPU_ISA", "AVX2")))
        .contains("chosen: direct-")
        .containsOnlyOnce("convolutions are direct");
  }

  @Test
  void aNetworkWithoutLargeLayersIsDirect() {
    Stage small =
        new ConvLstm2D(
            "a", 3, Kernel.square(3), Activation.TANH, Activation.SIGMOID, true, Peephole.NONE);
    Stage head = new Conv2D("b", 1, Kernel.square(3), Activation.SIGMOID, true);
    Configuration configuration = Configuration.of(1, 1, List.of(small, head));
    assertThat(Arithmetic.fastest(configuration)).isEqualTo(Arithmetic.DIRECT);
  }

  /** After 50 steps below 3e-6; in between up to 3.6e-6 by Winograd and 1.4e-6 directly. */
  @Test
  void trainedWeightsAgreeWithDoublesOver50Steps() {
    Weights weights = Weights.shipped();
    for (Arithmetic arithmetic : available()) {
      NaiveStep naive = new NaiveStep(weights, HEIGHT, WIDTH);
      try (Step step = new Step(new Model(weights, arithmetic));
          State state = State.zero(weights.configuration(), HEIGHT, WIDTH)) {
        for (int t = 0; t < 50; t++) {
          float[] frame = squares(t);
          float[] found = new float[frame.length];
          step.next(state, frame, found);
          assertThat(found)
              .as("%s, frame %d", arithmetic, t)
              .containsExactly(naive.next(frame), within(t == 49 ? 3e-6f : 8e-6f));
        }
      }
    }
  }

  @Test
  void aStepOfEitherArithmeticHasTheSameBitsAgainAndAllocatesNothing() {
    Weights weights = StepTest.withRandomBiases(Configuration.squares(), SEED);
    for (Arithmetic arithmetic : available()) {
      Model model = new Model(weights, arithmetic);
      assertThat(StepTest.bytesOf100Steps(model)).as("bytes of %s", arithmetic).isLessThan(1_000);
      List<float[]> once = StepTest.stream(model, 1, 14, 22);
      List<float[]> again = StepTest.stream(model, 3, 14, 22);
      for (int t = 0; t < once.size(); t++) {
        assertThat(again.get(t)).as("%s, frame %d", arithmetic, t).isEqualTo(once.get(t));
      }
    }
  }

  @Test
  void aWorkspaceTakesTheBytesThatAreReserved() {
    for (Arithmetic arithmetic : available()) {
      for (Configuration configuration : List.of(Configuration.squares(), Configuration.keras())) {
        long before = OffHeapMemory.used();
        try (Step step = new Step(new Model(Weights.initial(configuration, 1), arithmetic));
            State state = State.zero(configuration, 50, 130)) {
          step.next(state, new float[50 * 130], new float[50 * 130]);
          assertThat(OffHeapMemory.used() - before - state.bytes())
              .as("%s of %s", arithmetic, configuration)
              .isBetween(
                  Step.nativeBytes(configuration, arithmetic, 50, 130),
                  Step.nativeBytes(configuration, arithmetic, 50, 130) + 500_000);
        }
      }
    }
  }

  /** Returns two bright squares of 6 pixels that move and bounce, as those of the training. */
  private static float[] squares(int t) {
    float[] frame = new float[HEIGHT * WIDTH];
    draw(frame, bounced(3 + t, HEIGHT), bounced(9 + t, WIDTH));
    draw(frame, bounced(14 - t, HEIGHT), bounced(t, WIDTH));
    return frame;
  }

  private static int bounced(int position, int size) {
    int way = size - SQUARE;
    int phase = Math.floorMod(position, 2 * way);
    return Math.min(phase, 2 * way - phase);
  }

  private static void draw(float[] frame, int top, int left) {
    for (int y = top; y < top + SQUARE; y++) {
      Arrays.fill(frame, y * WIDTH + left, y * WIDTH + left + SQUARE, 1);
    }
  }

  private static List<Arithmetic> available() {
    Arithmetic fastest = Arithmetic.fastest(Configuration.squares());
    assumeTrue(fastest != Arithmetic.DIRECT || !hasAvx512(), "AVX-512 and no Winograd");
    return fastest == Arithmetic.DIRECT ? List.of(fastest) : List.of(Arithmetic.DIRECT, fastest);
  }

  private static boolean hasAvx512() {
    return NativeLibrary.vectorExtension().equals("AVX-512");
  }

  private static String choice(String classPath, Map<String, String> environment) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", classPath, Choice.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
