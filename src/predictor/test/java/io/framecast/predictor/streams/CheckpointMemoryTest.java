package io.framecast.predictor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Activation;
import io.framecast.convlstm.LayersForm;
import io.framecast.convlstm.LayersForm.Head;
import io.framecast.convlstm.LayersForm.Layer;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Guarantee: every accepted stream can be checkpointed. A separate JVM tests it. */
class CheckpointMemoryTest {

  @Test
  void checkpointsTheLargestAcceptedStreamBesideItsCopies() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.maxBytes=4g",
                "-cp",
                System.getProperty("java.class.path"),
                Largest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(output).contains("written down: ");
    assertThat(process.exitValue()).as(output).isZero();
  }

  /** Accepts the largest frame that this JVM's heap allows, and checkpoints its stream. */
  static final class Largest {
    private static final int WIDTH = 96;
    private static final Weights WEIGHTS =
        Weights.initial(
            new LayersForm(
                    1,
                    1,
                    List.of(new Layer(64, 1)) /* 512 bytes of state for each pixel */,
                    Activation.HARD_SIGMOID,
                    LayersForm.Normalization.NONE,
                    1e-3,
                    new Head(Head.Kind.HIDDEN, 1, 1))
                .toConfiguration(),
            3);

    private Largest() {}

    public static void main(String[] arguments) throws MemoryShortageException {
      StreamFactory factory =
          new StreamFactory(
              WeightsPool.only(WEIGHTS),
              Topics.DEFAULT,
              new FrameLimits(16_384, 16_384, 1 << 28),
              StreamSettings.DEFAULT,
              Map.of(),
              CameraRecords.stateCache(1L << 40));
      int height = 8;
      while (isAccepted(factory, height + 8)) {
        height += 8;
      }
      CameraRecords camera = new CameraRecords("cam", 0, height, WIDTH, 0);
      byte[] value = Encoding.NPY_U1.encode(new Frame(height, WIDTH, 1, new float[height * WIDTH]));
      try (WorkerContext worker = new WorkerContext(Step::new);
          StreamProcessor stream = factory.create("cam", 0)) {
        RecordResult answer =
            stream.process(camera.record(value), worker, ProcessingMode.PUBLISH, true);
        List<Output> out = stream.checkpoint(() -> {});
        List<byte[]> producer = new ArrayList<>();
        long bytes = 0;
        for (Output one : out) {
          byte[] part = one.record().value();
          producer.add(part.clone());
          bytes += part.length;
        }
        boolean isKept = answer.outcome() == Outcome.PREDICTED && stream.view() != null;
        System.out.printf("written down: %b, %d bytes, height %d%n", isKept, bytes, height);
        System.exit(isKept && producer.size() == out.size() && bytes > 32 << 20 ? 0 : 1);
      }
    }

    private static boolean isAccepted(StreamFactory factory, int height) {
      try {
        Frame frame = new Frame(height, WIDTH, 1, new float[height * WIDTH]);
        new FrameCapacity(factory.output(), factory.cache().limit(), 1)
            .check(WEIGHTS.configuration(), frame);
        return true;
      } catch (UnservableFrameException e) {
        return false;
      }
    }
  }
}
