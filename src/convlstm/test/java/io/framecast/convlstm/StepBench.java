package io.framecast.convlstm;

import java.util.SplittableRandom;
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

/**
 * Frames a second of one stream on one thread and of two streams on two, and the sgemm peak of one
 * thread beside them: multiply frames/s by 1.30 (keras) or 0.09 (squares) GFLOP.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StepBench {

  /** One stream, belonging to its thread. */
  @org.openjdk.jmh.annotations.State(Scope.Thread)
  public static class Stream {
    @Param({"keras", "squares"})
    String network;

    Step step;
    State state;
    float[] frame;
    float[] prediction = new float[1600];

    @Setup(Level.Trial)
    public void open() {
      Configuration configuration =
          network.equals("keras") ? Configuration.keras() : Configuration.squares();
      Weights weights = Weights.initial(configuration, 1);
      step = new Step(weights);
      state = State.zero(configuration, 40, 40);
      frame = StepTest.noise(new SplittableRandom(1), 1600);
    }

    @TearDown(Level.Trial)
    public void close() {
      step.close();
      state.close();
    }
  }

  /** Square matrices of 1,024 on one thread. */
  @org.openjdk.jmh.annotations.State(Scope.Thread)
  public static class Matrices {
    final INDArray a = Nd4j.rand(DataType.FLOAT, 1024, 1024).dup('f');
    final INDArray b = Nd4j.rand(DataType.FLOAT, 1024, 1024).dup('f');
    final INDArray c = Nd4j.create(DataType.FLOAT, new long[] {1024, 1024}, 'f');

    @Setup(Level.Trial)
    public void oneThread() {
      Convolution.threads(1);
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

  /** 2.147 GFLOP an operation. */
  @Benchmark
  @Threads(1)
  public INDArray sgemm(Matrices matrices) {
    return Nd4j.gemm(matrices.a, matrices.b, matrices.c, false, false, 1, 0);
  }
}
