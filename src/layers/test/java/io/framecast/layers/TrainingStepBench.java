package io.framecast.layers;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures a training step (forward, backward, clip, Adam) of two networks on all cores, and the
 * sgemm peak of the same cores. The FLOP count is three times that of the forward convolutions.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx3g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 6)
public class TrainingStepBench {
  private static final int FRAMES = 15;
  private static final int MATRIX = 2048;

  /** Holds the small network: 40x40 frames as 20x20 patches of 2x2, 2 cells of 32 filters. */
  @State(Scope.Benchmark)
  public static class Squares {
    @Param({"8", "16"})
    int clips;

    ComputationGraph network;
    INDArray[] clip;

    @Setup
    public void build() {
      network =
          Networks.squares(DataType.FLOAT, new Adam(1e-3), Networks.clips(20, 20, 4), 32, false);
      network.setListeners(new GlobalNormClip(1));
      clip = new INDArray[] {Networks.bits(DataType.FLOAT, clips, FRAMES, 20, 20, 4)};
    }
  }

  /** Holds Keras' network: 40x40 frames, 4 cells of 40 filters, batch normalisation, 10 clips. */
  @State(Scope.Benchmark)
  public static class Keras {
    MultiLayerNetwork network;
    INDArray clip;

    @Setup
    public void build() {
      network =
          Networks.keras(
              DataType.FLOAT,
              new Adam(1e-3),
              CellActivation.HARD_SIGMOID,
              Networks.clips(40, 40, 1),
              4,
              40);
      network.setListeners(new GlobalNormClip(1));
      clip = Networks.bits(DataType.FLOAT, 10, FRAMES, 40, 40, 1);
    }
  }

  /** Holds two square matrices per thread, because ND4J's gemm uses one core. */
  @State(Scope.Thread)
  public static class Matrices {
    INDArray a;
    INDArray b;
    INDArray c;

    @Setup
    public void build() {
      a = Nd4j.rand(DataType.FLOAT, MATRIX, MATRIX);
      b = Nd4j.rand(DataType.FLOAT, MATRIX, MATRIX);
      c = Nd4j.create(DataType.FLOAT, new long[] {MATRIX, MATRIX}, 'f');
    }
  }

  @Benchmark
  public double squares(Squares state) {
    state.network.fit(state.clip, state.clip);
    return state.network.score();
  }

  @Benchmark
  public double keras(Keras state) {
    state.network.fit(state.clip, state.clip);
    return state.network.score();
  }

  @Benchmark
  @Threads(Threads.MAX)
  public INDArray sgemm(Matrices state) {
    return Nd4j.gemm(state.a, state.b, state.c, false, false, 1, 0);
  }

  /** Returns the forward FLOP of a frame: 2 H W k^2 (in + filters) 4 filters, over the layers. */
  private static double forward(int pixels, int filters, int... channels) {
    double sum = 0;
    for (int in : channels) {
      sum += 2.0 * pixels * 9 * (in + filters) * 4 * filters;
    }
    return sum;
  }

  /** Runs the benchmarks and prints clips per second and the share of the peak, median and best. */
  public static void main(String[] args) throws RunnerException {
    String parts = System.getProperty("bench.parts", "all");
    if (!parts.equals("all") && !parts.contains("training")) {
      return; // only benchmarks of another room were requested
    }
    ChainedOptionsBuilder options =
        new OptionsBuilder().include(TrainingStepBench.class.getSimpleName() + "\\.");
    if (Boolean.getBoolean("bench.quick")) {
      System.out.println(
          "quick: one short run of each benchmark, to see that it works; its figures are not results");
      options
          .warmupIterations(1)
          .warmupTime(TimeValue.milliseconds(200))
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(500));
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    double peak = 0;
    for (RunResult result : results) {
      if (result.getPrimaryResult().getLabel().equals("sgemm")) {
        // the peak is the best measurement
        peak = ClipWorkers.COUNT * 2.0 * MATRIX * MATRIX * MATRIX / seconds(result, 0);
      }
    }
    System.out.printf("sgemm peak %.0f GFLOP/s on %d cores%n", peak / 1e9, ClipWorkers.COUNT);
    for (RunResult result : results) {
      String name = result.getPrimaryResult().getLabel();
      if (!name.equals("sgemm")) {
        boolean keras = name.equals("keras");
        int clips = keras ? 10 : Integer.parseInt(result.getParams().getParam("clips"));
        double frame = keras ? forward(1600, 40, 1, 40, 40, 40) : forward(400, 32, 4, 32);
        for (int percentile : new int[] {50, 0}) {
          double seconds = seconds(result, percentile);
          double rate = 3 * clips * FRAMES * frame / seconds;
          System.out.printf(
              "%s, %d clips of %d frames, %s step: %.0f ms, %.1f clips/s, %.0f GFLOP/s, %.0f %% of the peak%n",
              name,
              clips,
              FRAMES,
              percentile == 0 ? "best" : "median",
              1e3 * seconds,
              clips / seconds,
              rate / 1e9,
              100 * rate / peak);
        }
      }
    }
  }

  private static double seconds(RunResult result, double percentile) {
    return result.getPrimaryResult().getStatistics().getPercentile(percentile) / 1e3;
  }
}
