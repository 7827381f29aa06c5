package io.framecast.trainer.clips;

import io.framecast.frames.Frame;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameSequencer.Decision;
import io.framecast.frames.FrameSequencer.Duplicate;
import io.framecast.frames.FrameSequencer.Reset;
import io.framecast.frames.RefusedFrameException;
import io.framecast.frames.SequencingRules;
import io.framecast.topics.HeaderText;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.StreamId;
import io.framecast.trainer.clips.LoggedClip.EncodedFrame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds the clips in the records of one partition. It skips a duplicate frame. A gap, a reset,
 * another frame size, the end of the stream and an unreadable record close the clip that is being
 * built. A clip begins with the last frame of the one before it.
 */
final class ClipExtractor {
  /** The most streams it builds clips of at once; beyond that it drops the longest idle one. */
  private static final int MAX_STREAMS = 4_096;

  /** A clip has no gaps. */
  private static final SequencingRules RULES =
      new SequencingRules(0, SequencingRules.DEFAULT.ttl());

  private final ClipDecoder decoder;
  private final Predicate<String> streams;
  private final Map<String, ClipBuilder> builders = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Extracts the clips of some streams.
   *
   * @param streams whether a stream is wanted; records of the others are not decoded
   */
  ClipExtractor(ClipDecoder decoder, Predicate<String> streams) {
    this.decoder = decoder;
    this.streams = streams;
  }

  /** Takes the next record; returns the clip that it completes. */
  @Nullable IndexedClip accept(ConsumerRecord<byte[], byte[]> record) {
    String stream = stream(record);
    if (stream == null || !streams.test(stream)) {
      return null;
    }
    byte[] value = record.value();
    if (value == null) {
      builders.remove(stream);
      return null;
    }
    ClipBuilder builder = builders.computeIfAbsent(stream, ClipBuilder::new);
    if (builders.size() > MAX_STREAMS) {
      builders.remove(builders.keySet().iterator().next());
    }
    try {
      return accept(builder, record, value);
    } catch (RefusedFrameException e) {
      builder.clear(); // the predictor does not step over it either: the next frame follows a gap
      return null;
    }
  }

  private static @Nullable String stream(ConsumerRecord<byte[], byte[]> record) {
    try {
      return StreamId.of(record.key());
    } catch (RefusedFrameException e) {
      return null;
    }
  }

  private @Nullable IndexedClip accept(
      ClipBuilder builder, ConsumerRecord<byte[], byte[]> record, byte[] value)
      throws RefusedFrameException {
    FrameHeaders headers = HeaderText.ofFrame(record);
    Decision decision = builder.sequencer().decide(headers, record.timestamp(), RULES);
    if (decision instanceof Duplicate) {
      return null;
    }
    Frame frame = decoder.decode(new EncodedFrame(value, headers.contentType()));
    if (builder.sequencer().checkSize(decision, frame) instanceof Reset) {
      builder.clear();
    }
    builder.setSequencer(builder.sequencer().accept(headers, record.timestamp(), frame, RULES));
    return builder.add(RecordPosition.of(record), value.length, frame);
  }
}
