package io.framecast.trainer.clips;

import io.framecast.frames.Frame;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameSequencer;
import io.framecast.frames.FrameSequencer.Decision;
import io.framecast.frames.FrameSequencer.Duplicate;
import io.framecast.frames.FrameSequencer.Reset;
import io.framecast.frames.RefusedFrameException;
import io.framecast.frames.SequencingRules;
import io.framecast.topics.Source;
import io.framecast.topics.StreamId;
import io.framecast.topics.TextHeaders;
import io.framecast.trainer.clips.LoggedClip.EncodedFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Cuts records of a partition, in their order, into clips. A repeated frame is passed over; a gap,
 * a reset, another size, the stream's end and whatever cannot be read close the clip that was
 * growing. Clips of one stream follow each other: a clip begins with the frame that the one before
 * it ends with.
 */
final class ClipExtractor {
  /**
   * Streams that clips may grow of at once; of others, those that were quiet longest begin anew.
   */
  private static final int MOST_STREAMS = 4_096;

  /** A clip has no gaps. */
  private static final SequencingRules RULES =
      new SequencingRules(0, SequencingRules.DEFAULT.ttl());

  private final ClipDecoder darkroom;
  private final Predicate<String> wanted;
  private final Consumer<LoggedClip> out;
  private final Map<String, ClipBuilder> growing = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A cutter.
   *
   * @param wanted which streams
   */
  ClipExtractor(ClipDecoder darkroom, Predicate<String> wanted, Consumer<LoggedClip> out) {
    this.darkroom = darkroom;
    this.wanted = wanted;
    this.out = out;
  }

  /** Frames of one stream that may become a clip. */
  private static final class ClipBuilder {
    FrameSequencer sequencer = FrameSequencer.NEW;
    final List<EncodedFrame> frames = new ArrayList<>();
    final List<Frame> ends = new ArrayList<>(); // the first frame and the newest one
    Source first;
    boolean moves;

    ClipBuilder(Source first) {
      this.first = first;
    }

    void clear() {
      frames.clear();
      ends.clear();
      moves = false;
    }
  }

  void take(ConsumerRecord<byte[], byte[]> record) {
    String stream;
    try {
      stream = StreamId.of(record.key());
    } catch (RefusedFrameException e) {
      return; // of no stream
    }
    if (!wanted.test(stream)) {
      return;
    }
    if (record.value() == null) {
      growing.remove(stream);
      return;
    }
    Source source = Source.of(record);
    ClipBuilder clip = growing.computeIfAbsent(stream, name -> new ClipBuilder(source));
    if (growing.size() > MOST_STREAMS) {
      growing.remove(growing.keySet().iterator().next());
    }
    try {
      FrameHeaders headers = TextHeaders.ofFrame(record);
      Decision decision = clip.sequencer.decide(headers, record.timestamp(), RULES);
      if (decision instanceof Duplicate) {
        return;
      }
      EncodedFrame encoded = new EncodedFrame(record.value(), headers.contentType());
      Frame frame = darkroom.develop(encoded);
      if (clip.sequencer.withSize(decision, frame) instanceof Reset) {
        clip.clear();
      }
      clip.sequencer = clip.sequencer.accept(headers, record.timestamp(), frame, RULES);
      grow(stream, clip, source, encoded, frame);
    } catch (RefusedFrameException e) {
      clip.clear(); // the service does not step over it either: the next frame follows a gap
    }
  }

  private void grow(
      String stream, ClipBuilder clip, Source source, EncodedFrame encoded, Frame frame) {
    if (clip.frames.isEmpty()) {
      clip.first = source;
      clip.ends.add(frame);
    }
    clip.frames.add(encoded);
    clip.moves |= !Arrays.equals(clip.ends.get(0).pixels(), frame.pixels());
    if (clip.frames.size() == LoggedClip.FRAMES) {
      out.accept(
          new LoggedClip(
              stream, clip.first, source, frame.height(), frame.width(), clip.moves, clip.frames));
      clip.clear();
      clip.first = source;
      clip.ends.add(frame);
      clip.frames.add(encoded);
    }
  }
}
