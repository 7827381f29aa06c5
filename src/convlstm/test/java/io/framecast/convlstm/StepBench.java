package io.framecast.convlstm;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures frames per second of one stream on one thread and of two streams on two threads. It
 * compares them with ONNX Runtime and with the sgemm peak of one thread in the same run. The FLOP
 * count is that of the forward convolutions.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = "-Xss8m") // ONNX Runtime needs more stack than Java's default of 1 MB
public class StepBench {

  private static final int SIDE = 40;
  private static final int MATRIX = 1024;

  /** Holds one stream per thread. */
  @org.openjdk.jmh.annotations.State(Scope.Thread)
  public static class Stream {
    @Param({"keras", "squares", "forecaster"})
    String network;

    @Param({"DIRECT", "WINOGRAD"})
    Arithmetic arithmetic;

    Step step;
    State state;
    float[] frame;
    float[] prediction = new float[SIDE * SIDE];

    @Setup(Level.Trial)
    public void open() {
      Configuration configuration = configuration(network);
      step = new Step(new Model(Weights.initial(configuration, 1), arithmetic));
      state = State.zero(configuration, SIDE, SIDE);
      frame = StepTest.noise(new SplittableRandom(1), SIDE * SIDE);
    }

    @TearDown(Level.Trial)
    public void close() {
      step.close();
      state.close();
    }
  }

  /** Holds one stream per thread of the {@code keras} network in ONNX Runtime. */
  @org.openjdk.jmh.annotations.State(Scope.Thread)
  public static class Onnx {
    OnnxStep step;
    float[] frame;
    float[] prediction = new float[SIDE * SIDE];

    @Setup(Level.Trial)
    public void open() throws OrtException {
      step = new OnnxStep(Weights.initial(Configuration.keras(), 1), SIDE, SIDE);
      frame = StepTest.noise(new SplittableRandom(1), SIDE * SIDE);
    }

    @TearDown(Level.Trial)
    public void close() throws OrtException {
      step.close();
    }
  }

  /** Holds one stream of an encoding-forecasting network that forecasts ten frames. */
  @org.openjdk.jmh.annotations.State(Scope.Thread)
  public static class TenLeads {
    Step step;
    State state;
    float[] frame;
    float[][] predictions = new float[10][SIDE * SIDE];

    @Setup(Level.Trial)
    public void open() {
      Configuration configuration = configuration("forecaster");
      step = new Step(Weights.initial(configuration, 1));
      state = State.zero(configuration, SIDE, SIDE);
      frame = StepTest.noise(new SplittableRandom(1), SIDE * SIDE);
    }

    @TearDown(Level.Trial)
    public void close() {
      step.close();
      state.close();
    }
  }

  /** Holds square matrices for one thread. */
  @org.openjdk.jmh.annotations.State(Scope.Thread)
  public static class Matrices {
    final INDArray a = Nd4j.rand(DataType.FLOAT, MATRIX, MATRIX).dup('f');
    final INDArray b = Nd4j.rand(DataType.FLOAT, MATRIX, MATRIX).dup('f');
    final INDArray c = Nd4j.create(DataType.FLOAT, new long[] {MATRIX, MATRIX}, 'f');

    @Setup(Level.Trial)
    public void oneThread() {
      DirectConvolution.setThreads(1);
    }
  }

  @Benchmark
  @Threads(1)
  public float[] oneStream(Stream stream) {
    stream.step.next(stream.state, stream.frame, stream.prediction);
    return stream.prediction;
  }

  @Benchmark
  @Threads(2)
  public float[] twoStreams(Stream stream) {
    stream.step.next(stream.state, stream.frame, stream.prediction);
    return stream.prediction;
  }

  @Benchmark
  @Threads(1)
  public float[][] tenLeads(TenLeads stream) {
    stream.step.forecast(stream.state, stream.frame, stream.predictions);
    return stream.predictions;
  }

  @Benchmark
  @Threads(1)
  public float[] onnxRuntimeOneStream(Onnx onnx) throws OrtException {
    onnx.step.next(onnx.frame, onnx.prediction);
    return onnx.prediction;
  }

  @Benchmark
  @Threads(2)
  public float[] onnxRuntimeTwoStreams(Onnx onnx) throws OrtException {
    onnx.step.next(onnx.frame, onnx.prediction);
    return onnx.prediction;
  }

  @Benchmark
  @Threads(1)
  public INDArray sgemm(Matrices matrices) {
    return Nd4j.gemm(matrices.a, matrices.b, matrices.c, false, false, 1, 0);
  }

  private static Configuration configuration(String network) {
    return switch (network) {
      case "keras" -> Configuration.keras();
      case "squares" -> Configuration.squares();
      default -> Networks.forecaster(32);
    };
  }

  /** Returns the convolution FLOP of one frame: 2 H W k^2 in out, over the layers and the head. */
  private static double flop(Configuration configuration) {
    Weights weights = Weights.initial(configuration, 1);
    int side = configuration.patchCount(SIDE);
    return configuration.placedStages().stream()
        .map(placed -> PackedStage.kernel(placed, weights))
        .filter(Objects::nonNull)
        .mapToDouble(kernel -> 2.0 * side * side * kernel.values().length)
        .sum();
  }

  /** Runs all benchmarks and prints frames per second, the share of the peak and the scaling. */
  public static void main(String[] args) throws RunnerException {
    String parts = System.getProperty("bench.parts", "all");
    if (!parts.equals("all") && !parts.contains("step")) {
      return; // only benchmarks of another room were requested
    }
    if (!NativeLibrary.buildName().contains("onednn")) {
      throw new IllegalStateException(
          "expected an -onednn build of ND4J, found " + NativeLibrary.buildName());
    }
    Map<String, Double> best = new TreeMap<>();
    Map<String, Double> median = new TreeMap<>();
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(StepBench.class.getSimpleName() + "\\.")
            .param("arithmetic", available().stream().map(Arithmetic::name).toArray(String[]::new));
    if (Boolean.getBoolean("bench.quick")) {
      System.out.println(
          "quick: one short run of each benchmark, to see that it works; its figures are not results");
      options
          .warmupIterations(1)
          .warmupTime(TimeValue.milliseconds(200))
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(500));
    }
    for (RunResult result : new Runner(options.build()).run()) {
      String network = result.getParams().getParam("network");
      String name =
          result.getPrimaryResult().getLabel()
              + (network == null
                  ? ""
                  : " " + network + " " + result.getParams().getParam("arithmetic"));
      best.put(name, result.getPrimaryResult().getStatistics().getMax());
      median.put(name, result.getPrimaryResult().getStatistics().getPercentile(50));
    }
    double peak =
        best.get("sgemm") * 2 * MATRIX * MATRIX * MATRIX; // the peak is the best measurement
    System.out.printf("sgemm peak of one thread %.0f GFLOP/s%n", peak / 1e9);
    for (String network : List.of("keras", "squares")) {
      for (Arithmetic arithmetic : available()) {
        double one = median.get("oneStream " + network + " " + arithmetic);
        double two = median.get("twoStreams " + network + " " + arithmetic);
        double rate = one * flop(configuration(network));
        System.out.printf(
            "%s step, %s: %.1f frames/s on one thread, as direct convolutions %.0f GFLOP/s, %.0f %%"
                + " of the peak; two streams on two threads %.1f frames/s, %.2f times that%n",
            network, arithmetic.id(), one, rate / 1e9, 100 * rate / peak, two, two / one);
      }
    }
    System.out.printf(
        "forecaster: %.1f frames/s, with ten leads %.1f: as much as %.1f steps%n",
        median.get("oneStream forecaster DIRECT"),
        median.get("tenLeads"),
        median.get("oneStream forecaster DIRECT") / median.get("tenLeads"));
    double one = median.get("onnxRuntimeOneStream");
    double two = median.get("onnxRuntimeTwoStreams");
    System.out.printf(
        "keras step by ONNX Runtime: %.1f frames/s on one thread, two streams on two threads %.1f%n",
        one, two);
    for (String network : List.of("keras", "squares")) {
      for (Arithmetic arithmetic : available()) {
        double ours = median.get("oneStream " + network + " " + arithmetic);
        double both = median.get("twoStreams " + network + " " + arithmetic);
        System.out.printf(
            "%s, %s: %.2f and %.2f times direct%s%n",
            network,
            arithmetic.id(),
            ours / median.get("oneStream " + network + " DIRECT"),
            both / median.get("twoStreams " + network + " DIRECT"),
            network.equals("keras")
                ? String.format(
                    Locale.ROOT, ", %.2f and %.2f times ONNX Runtime", ours / one, both / two)
                : "");
      }
    }
  }

  private static List<Arithmetic> available() {
    Arithmetic fastest = Arithmetic.fastest(Configuration.squares());
    return fastest == Arithmetic.DIRECT ? List.of(fastest) : List.of(Arithmetic.DIRECT, fastest);
  }
}
