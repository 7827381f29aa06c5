package io.framecast.predictor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Configuration.Gates;
import io.framecast.convlstm.Configuration.Head;
import io.framecast.convlstm.Configuration.Layer;
import io.framecast.convlstm.Configuration.Normalization;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.DecodedFrame;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.Limits;
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

/** Records of one stream as a consumer hands them over, and what it takes to serve them. */
final class Camera {
  static final Weights WEIGHTS =
      Weights.initial(
          new Configuration(
              1,
              2,
              List.of(new Layer(5, 3), new Layer(4, 5)),
              Gates.SIGMOID,
              Normalization.LAYER,
              1e-3,
              new Head(Head.Kind.CAUSAL, 3, 3)),
          7);

  /** Of another shape. */
  static final Weights OTHERS =
      Weights.initial(
          new Configuration(
              1,
              1,
              List.of(new Layer(3, 3)),
              Gates.HARD_SIGMOID,
              Normalization.NONE,
              1e-3,
              new Head(Head.Kind.HIDDEN, 1, 1)),
          3);

  private static final long MEMORY = 1L << 30;

  final String id;
  private final int partition;
  private final World world;
  private final long stream;
  private long offset;
  private long now;

  Camera(String id, int partition, int height, int width, long stream) {
    this.id = id;
    this.partition = partition;
    this.world = new World(11, World.Mode.BOUNCE, 1, height, width);
    this.stream = stream;
  }

  /** Goes on in the log where the other one stands. */
  Camera after(Camera other) {
    offset = other.offset;
    return this;
  }

  static StreamFactory serving(Map<String, Integer> recordBytes) {
    return serving(StreamSettings.DEFAULT, recordBytes, MEMORY);
  }

  static StreamFactory serving(StreamSettings rules) {
    return serving(rules, Map.of(), MEMORY);
  }

  private static StreamFactory serving(
      StreamSettings rules, Map<String, Integer> recordBytes, long memory) {
    return new StreamFactory(
        WeightsPool.only(WEIGHTS),
        Topics.DEFAULT,
        Limits.DEFAULT,
        rules,
        recordBytes,
        residents(memory));
  }

  static StreamFactory serving(Weights weights, StreamSettings rules) {
    return serving(WeightsPool.only(weights), rules);
  }

  static StreamFactory serving(WeightsPool weights, StreamSettings rules) {
    return serving(weights, rules, residents(MEMORY));
  }

  static StreamFactory serving(WeightsPool weights, StreamSettings rules, StateCache residents) {
    return new StreamFactory(weights, Topics.DEFAULT, Limits.DEFAULT, rules, Map.of(), residents);
  }

  /** Only so many bytes of streams stay in memory, and checkpoints go in parts. */
  static StreamFactory scarce(StreamSettings rules, long memory) {
    return serving(rules, Map.of(Topics.DEFAULT.checkpoints(), 5_000), memory);
  }

  /** The prediction of a plain loop over a stream's last so many records in the log. */
  static byte[] direct(
      Weights weights, List<ConsumerRecord<byte[], byte[]>> log, String id, int last)
      throws RefusedFrameException {
    List<ConsumerRecord<byte[], byte[]>> frames =
        log.stream().filter(r -> new String(r.key(), UTF_8).equals(id)).toList();
    FrameDecoder decoder = new FrameDecoder(Limits.DEFAULT);
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

  /** So many bytes of streams stay in memory, the others go to the system's temporary directory. */
  static StateCache residents(long memory) {
    return new StateCache(memory, Path.of(System.getProperty("java.io.tmpdir")));
  }

  static StreamFactory serving() {
    return serving(Map.of());
  }

  Frame frame(long n) {
    return world.noisy(stream, n);
  }

  /** Frame n, numbered n. */
  ConsumerRecord<byte[], byte[]> numbered(long n) {
    return record(Encoding.NPY_F4.encode(frame(n)), "sequence", Long.toString(n));
  }

  ConsumerRecord<byte[], byte[]> unnumbered(long n) {
    return record(Encoding.NPY_F4.encode(frame(n)));
  }

  /** A frame in which nothing is to be seen. */
  ConsumerRecord<byte[], byte[]> dark() {
    Frame size = frame(0);
    float[] black = new float[size.pixels().length];
    return record(Encoding.NPY_F4.encode(new Frame(size.height(), size.width(), 1, black)));
  }

  ConsumerRecord<byte[], byte[]> record(byte @Nullable [] value, String... headers) {
    return keyed(id.getBytes(UTF_8), value, headers);
  }

  /** Frame n, numbered n, of this moment. */
  ConsumerRecord<byte[], byte[]> at(long n, long timestamp) {
    moment(timestamp);
    return numbered(n);
  }

  /** What comes from here on is of this moment. */
  void moment(long timestamp) {
    now = timestamp;
  }

  /** Somebody else's record takes the next offset. */
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
