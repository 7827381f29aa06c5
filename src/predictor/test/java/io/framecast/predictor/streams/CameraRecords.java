package io.framecast.predictor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.convlstm.Activation;
import io.framecast.convlstm.LayersForm;
import io.framecast.convlstm.LayersForm.Head;
import io.framecast.convlstm.LayersForm.Layer;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.DecodedFrame;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.squares.World;
import io.framecast.topics.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Makes the records of one stream as a consumer returns them, and stream factories for tests. */
final class CameraRecords {
  static final Weights WEIGHTS =
      Weights.initial(
          new LayersForm(
                  1,
                  2,
                  List.of(new Layer(5, 3), new Layer(4, 5)),
                  Activation.SIGMOID,
                  LayersForm.Normalization.LAYER,
                  1e-3,
                  new Head(Head.Kind.CAUSAL, 3, 3))
              .toConfiguration(),
          7);

  /** Weights of another shape. */
  static final Weights OTHERS =
      Weights.initial(
          new LayersForm(
                  1,
                  1,
                  List.of(new Layer(3, 3)),
                  Activation.HARD_SIGMOID,
                  LayersForm.Normalization.NONE,
                  1e-3,
                  new Head(Head.Kind.HIDDEN, 1, 1))
              .toConfiguration(),
          3);

  private static final long MEMORY = 1L << 30;

  final String id;
  private final int partition;
  private final World world;
  private final long stream;
  private long offset;
  private long now;

  CameraRecords(String id, int partition, int height, int width, long stream) {
    this.id = id;
    this.partition = partition;
    this.world = new World(11, World.Mode.BOUNCE, 1, height, width);
    this.stream = stream;
  }

  /** Continues the log after the other stream's position. */
  CameraRecords after(CameraRecords other) {
    offset = other.offset;
    return this;
  }

  static StreamFactory factory(Map<String, Integer> recordBytes) {
    return factory(StreamSettings.DEFAULT, recordBytes, MEMORY);
  }

  static StreamFactory factory(StreamSettings rules) {
    return factory(rules, Map.of(), MEMORY);
  }

  private static StreamFactory factory(
      StreamSettings rules, Map<String, Integer> recordBytes, long memory) {
    return new StreamFactory(
        WeightsPool.only(WEIGHTS),
        Topics.DEFAULT,
        FrameLimits.DEFAULT,
        rules,
        recordBytes,
        stateCache(memory));
  }

  static StreamFactory factory(Weights weights, StreamSettings rules) {
    return factory(WeightsPool.only(weights), rules);
  }

  static StreamFactory factory(WeightsPool weights, StreamSettings rules) {
    return factory(weights, rules, stateCache(MEMORY));
  }

  static StreamFactory factory(WeightsPool weights, StreamSettings rules, StateCache cache) {
    return new StreamFactory(weights, Topics.DEFAULT, FrameLimits.DEFAULT, rules, Map.of(), cache);
  }

  /** Returns a factory with this many bytes of resident states, and checkpoints in parts. */
  static StreamFactory smallMemoryFactory(StreamSettings rules, long memory) {
    return factory(rules, Map.of(Topics.DEFAULT.checkpoints(), 5_000), memory);
  }

  /** Returns the prediction of a plain loop over the last records of a stream in the log. */
  static byte[] direct(
      Weights weights, List<ConsumerRecord<byte[], byte[]>> log, String id, int last)
      throws RefusedFrameException {
    List<ConsumerRecord<byte[], byte[]>> frames =
        log.stream().filter(r -> new String(r.key(), UTF_8).equals(id)).toList();
    FrameDecoder decoder = new FrameDecoder(FrameLimits.DEFAULT);
    DecodedFrame decoded = decoder.decode(frames.get(0).value(), null);
    Frame prediction = decoded.frame();
    try (Step step = new Step(weights);
        State state =
            State.zero(weights.configuration(), prediction.height(), prediction.width())) {
      for (ConsumerRecord<byte[], byte[]> frame :
          frames.subList(frames.size() - last, frames.size())) {
        decoded = decoder.decode(frame.value(), null);
        prediction = step.next(state, decoded.frame());
      }
    }
    return decoded.encoding().encode(prediction);
  }

  /** Returns the frame in a value that a predictor has written. */
  static Frame decode(byte[] value) {
    try {
      return new FrameDecoder(FrameLimits.DEFAULT).decode(value, null).frame();
    } catch (RefusedFrameException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a cache of this many bytes that spills to the system's temporary directory. */
  static StateCache stateCache(long memory) {
    return new StateCache(memory, Path.of(System.getProperty("java.io.tmpdir")));
  }

  static StreamFactory factory() {
    return factory(Map.of());
  }

  Frame frame(long n) {
    return world.noisy(stream, n);
  }

  /** Returns frame n with sequence n. */
  ConsumerRecord<byte[], byte[]> numbered(long n) {
    return record(Encoding.NPY_F4.encode(frame(n)), "sequence", Long.toString(n));
  }

  ConsumerRecord<byte[], byte[]> unnumbered(long n) {
    return record(Encoding.NPY_F4.encode(frame(n)));
  }

  /** Returns a frame of zeros. */
  ConsumerRecord<byte[], byte[]> dark() {
    Frame size = frame(0);
    float[] black = new float[size.pixels().length];
    return record(Encoding.NPY_F4.encode(new Frame(size.height(), size.width(), 1, black)));
  }

  ConsumerRecord<byte[], byte[]> record(byte @Nullable [] value, String... headers) {
    return keyed(id.getBytes(UTF_8), value, headers);
  }

  /** Returns frame n with sequence n and this timestamp. */
  ConsumerRecord<byte[], byte[]> at(long n, long timestamp) {
    setTime(timestamp);
    return numbered(n);
  }

  /** Sets the timestamp of the following records. */
  void setTime(long timestamp) {
    now = timestamp;
  }

  /** Leaves the next offset to another stream's record. */
  void skip() {
    offset++;
  }

  ConsumerRecord<byte[], byte[]> keyed(
      byte @Nullable [] key, byte @Nullable [] value, String... headers) {
    RecordHeaders all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    return new ConsumerRecord<>(
        Topics.DEFAULT.frames(),
        partition,
        offset++,
        now,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        all,
        Optional.empty());
  }
}
