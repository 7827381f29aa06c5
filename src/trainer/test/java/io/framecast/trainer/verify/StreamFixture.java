package io.framecast.trainer.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.convlstm.Activation;
import io.framecast.convlstm.LayersForm;
import io.framecast.convlstm.LayersForm.Head;
import io.framecast.convlstm.LayersForm.Layer;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameHeaders;
import io.framecast.squares.World;
import io.framecast.topics.HeaderText;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.StreamId;
import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * A partition of a frames topic with what one camera sent, and predictions and forecasts computed
 * by hand: each is that of a plain loop over frames whose numbers the test writes down.
 */
public final class StreamFixture implements FrameLog {

  /** A missing frame, filled in with the prediction of it. */
  public static final int FILLED = -1;

  public static final Weights WEIGHTS = weights(7);

  public final List<ConsumerRecord<byte[], byte[]>> frames = new ArrayList<>();
  public final List<Prediction> predictions = new ArrayList<>();
  public final List<Prediction> forecasts = new ArrayList<>();
  private final String topic;
  private final int partition;
  private final String stream;
  private final Map<Integer, Frame> sent = new HashMap<>();
  private World world;
  private Encoding encoding = Encoding.NPY_F4;
  private int horizons = 1;
  private long first;

  public StreamFixture(String topic, int partition, String stream, int height, int width) {
    this.topic = topic;
    this.partition = partition;
    this.stream = stream;
    this.world = world(height, width);
  }

  private static World world(int height, int width) {
    return new World(11, World.Mode.BOUNCE, 1, height, width);
  }

  static Weights weights(long seed) {
    return Weights.initial(
        new LayersForm(
                1,
                2,
                List.of(new Layer(5, 3), new Layer(4, 3)),
                Activation.SIGMOID,
                LayersForm.Normalization.LAYER,
                1e-3,
                new Head(Head.Kind.CAUSAL, 3, 3))
            .toConfiguration(),
        seed);
  }

  /**
   * Weights that real frames leave all but silent in the first layer, and whose normalisation of
   * that overflows where pixels are beyond everything, so that the prediction is not finite.
   */
  static Weights fragile() {
    return overflowing(0.05f);
  }

  /** Weights whose prediction is finite only as long as all frames were dark. */
  static Weights lightShy() {
    return overflowing(50);
  }

  private static Weights overflowing(float gain) {
    Map<String, float[]> tensors = new HashMap<>();
    for (String name : WEIGHTS.configuration().tensorShapes().keySet()) {
      tensors.put(name, WEIGHTS.tensor(name));
    }
    float[] kernel = WEIGHTS.tensor("layers.0.kernel");
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] *= gain;
    }
    tensors.put("layers.0.kernel", kernel);
    float[] gamma = WEIGHTS.tensor("layers.0.norm.gamma");
    Arrays.fill(gamma, 3e38f);
    tensors.put("layers.0.norm.gamma", gamma);
    return Weights.of(WEIGHTS.configuration(), tensors, Map.of());
  }

  /** Encodes later frames so. */
  public StreamFixture in(Encoding other) {
    encoding = other;
    return this;
  }

  /** Publishes forecasts up to this lead beside later predictions. */
  public StreamFixture ahead(int leads) {
    horizons = leads;
    return this;
  }

  /** Makes later frames of this size. */
  StreamFixture sized(int height, int width) {
    world = world(height, width);
    return this;
  }

  /** Appends frame n with sequence n. */
  public StreamFixture frame(int n, String... headers) {
    return frame(n, world.noisy(0, n), headers);
  }

  StreamFixture frame(int n, Frame frame, String... headers) {
    sent.put(n, encoding.quantize(frame));
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "sequence";
    all[headers.length + 1] = Integer.toString(n);
    return record(encoding.encode(frame), all);
  }

  /** Appends frame n without a sequence. */
  StreamFixture unnumbered(int n) {
    sent.put(n, encoding.quantize(world.noisy(0, n)));
    return record(encoding.encode(sent.get(n)));
  }

  /** Appends a record of this stream. */
  StreamFixture record(byte[] value, String... headers) {
    return record(stream, value, headers);
  }

  /** Appends a record of any stream. */
  public StreamFixture record(String key, byte[] value, String... headers) {
    RecordHeaders all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    frames.add(
        new ConsumerRecord<>(
            topic,
            partition,
            frames.size(),
            0,
            TimestampType.CREATE_TIME,
            0,
            0,
            StreamId.bytes(key),
            value,
            all,
            Optional.empty()));
    return this;
  }

  /**
   * Adds the prediction after the newest record of a state that has seen these frames, and its
   * forecasts.
   */
  public StreamFixture answered(int... seen) {
    return answered(WEIGHTS, seen);
  }

  StreamFixture answered(Weights weights, int... seen) {
    int filled = 0;
    while (filled < seen.length - 1 && seen[seen.length - 2 - filled] == FILLED) {
      filled++;
    }
    String sequence =
        HeaderText.text(frames.get(frames.size() - 1).headers(), FrameHeaders.SEQUENCE);
    List<Frame> predicted = predicted(weights, seen);
    for (int lead = 1; lead <= horizons; lead++) {
      (lead == 1 ? predictions : forecasts)
          .add(
              new Prediction(
                  stream,
                  encoding.encode(predicted.get(lead - 1)),
                  encoding.contentType(),
                  sequence == null ? null : Long.parseLong(sequence) + lead,
                  weights.version(),
                  lead,
                  new RecordPosition(topic, partition, frames.size() - 1),
                  seen.length,
                  filled,
                  SpanContext.getInvalid()));
    }
    return this;
  }

  /** Returns the frames that come after these, the next one first. */
  private List<Frame> predicted(Weights weights, int... seen) {
    try (Step step = new Step(weights);
        State state = State.zero(weights.configuration(), world.height(), world.width())) {
      Frame prediction = null;
      for (int n : Arrays.copyOf(seen, seen.length - 1)) {
        prediction = step.next(state, n == FILLED ? prediction : sent.get(n));
      }
      Frame newest = sent.get(seen[seen.length - 1]);
      if (!weights.configuration().forecaster().isEmpty()) {
        float[][] pixels = new float[horizons][newest.pixels().length];
        step.forecast(state, newest.pixels(), pixels);
        return Arrays.stream(pixels)
            .map(one -> new Frame(newest.height(), newest.width(), newest.channels(), one))
            .toList();
      }
      return Stream.iterate(step.next(state, newest), last -> step.next(state, last))
          .limit(horizons)
          .toList();
    }
  }

  /** Appends frames 0 to {@code count - 1}, each with its prediction. */
  public StreamFixture answeredFrames(int count) {
    return answeredFrames(WEIGHTS, count);
  }

  StreamFixture answeredFrames(Weights weights, int count) {
    for (int n = 0; n < count; n++) {
      frame(n).answered(weights, IntStream.rangeClosed(0, n).toArray());
    }
    return this;
  }

  /** Returns the predictions as the command reads them from their topic. */
  Stream<PublishedRecord> published() {
    return records("predictions", predictions);
  }

  /** Returns the forecasts as the command reads them from their topic. */
  Stream<PublishedRecord> publishedForecasts() {
    return records("forecasts", forecasts);
  }

  private static Stream<PublishedRecord> records(String topic, List<Prediction> published) {
    return IntStream.range(0, published.size())
        .mapToObj(
            n -> new PublishedRecord.Whole(new RecordPosition(topic, 0, n), published.get(n)));
  }

  /** Removes what is before this offset, as retention does. */
  StreamFixture lose(long offset) {
    first = offset;
    return this;
  }

  /** Changes a byte of a published value. */
  public StreamFixture tamper(int prediction, int at) {
    predictions.get(prediction).value()[at] ^= 1;
    return this;
  }

  @Override
  public long first() {
    return first;
  }

  @Override
  public Stream<ConsumerRecord<byte[], byte[]>> from(long offset) {
    return frames.stream()
        .filter(record -> record.offset() >= Math.max(first, offset))
        .filter(record -> Arrays.equals(record.key(), StreamId.bytes(stream)));
  }
}
