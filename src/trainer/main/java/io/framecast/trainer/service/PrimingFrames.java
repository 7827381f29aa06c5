package io.framecast.trainer.service;

import io.framecast.frames.DecodedFrame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.FrameSequencer;
import io.framecast.frames.FrameSequencer.Decision;
import io.framecast.frames.FrameSequencer.Duplicate;
import io.framecast.frames.FrameSequencer.Reset;
import io.framecast.frames.RefusedFrameException;
import io.framecast.frames.SequencingRules;
import io.framecast.topics.HeaderText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Keeps the last frames of a stream, as the predictor keeps them to prime a state. Records are
 * added in the order of the log, and the rules of the predictor decide which of them count.
 */
final class PrimingFrames {
  private static final SequencingRules RULES = SequencingRules.DEFAULT;

  private final FrameDecoder decoder;
  private final int channels;
  private final Deque<Kept> frames = new ArrayDeque<>();
  private FrameSequencer sequencer = FrameSequencer.NEW;

  /**
   * A frame of the stream.
   *
   * @param missing frames before it, which are filled in with predictions
   */
  record Kept(DecodedFrame decoded, int missing) {}

  /**
   * Keeps frames for a network.
   *
   * @param channels that the network takes; a frame that cannot be converted to them is refused
   */
  PrimingFrames(FrameLimits limits, int channels) {
    this.decoder = new FrameDecoder(limits);
    this.channels = channels;
  }

  /** Adds the stream's next record; a null value ends the stream. */
  void add(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      frames.clear();
      sequencer = FrameSequencer.NEW;
      return;
    }
    try {
      FrameHeaders headers = HeaderText.ofFrame(record);
      Decision decision = sequencer.decide(headers, record.timestamp(), RULES);
      if (!(decision instanceof Duplicate)) {
        DecodedFrame decoded = decoder.decode(record.value(), headers.contentType());
        if (decoded.frame().isConvertibleTo(channels)) {
          accept(record, headers, sequencer.checkSize(decision, decoded.frame()), decoded);
        }
      }
    } catch (RefusedFrameException e) {
      // a dead letter: the stream continues without it
    }
  }

  private void accept(
      ConsumerRecord<byte[], byte[]> record,
      FrameHeaders headers,
      Decision decision,
      DecodedFrame decoded) {
    if (decision instanceof Reset) {
      frames.clear();
    }
    frames.addLast(new Kept(decoded, frames.isEmpty() ? 0 : decision.missing()));
    if (frames.size() > SequencingRules.PRIMING_FRAMES) {
      frames.removeFirst();
    }
    sequencer = sequencer.accept(headers, record.timestamp(), decoded.frame(), RULES);
  }

  /** Returns the kept frames, oldest first. */
  List<Kept> frames() {
    return List.copyOf(frames);
  }
}
