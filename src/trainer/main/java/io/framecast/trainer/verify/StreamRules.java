package io.framecast.trainer.verify;

import io.framecast.frames.DecodedFrame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameSequencer;
import io.framecast.frames.FrameSequencer.Decision;
import io.framecast.frames.FrameSequencer.Duplicate;
import io.framecast.frames.FrameSequencer.Reset;
import io.framecast.frames.RefusedFrameException;
import io.framecast.frames.SequencingRules;
import io.framecast.topics.HeaderText;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Decides which records of a stream the service accepts as frames. */
final class StreamRules {

  private final FrameDecoder decoder;
  private final SequencingRules rules;
  private final AcceptedFrames accepted;
  private FrameSequencer sequencer = FrameSequencer.NEW;

  StreamRules(AcceptanceSettings acceptance, AcceptedFrames accepted) {
    this.decoder = new FrameDecoder(acceptance.limits());
    // whether a frame came too late shows in its prediction, which says how many frames were seen
    this.rules = SequencingRules.withoutTtl(acceptance.maxFill());
    this.accepted = accepted;
  }

  AcceptedFrames accepted() {
    return accepted;
  }

  FrameDecoder decoder() {
    return decoder;
  }

  /**
   * Validates a record that has a value; changes nothing.
   *
   * @param begins whether a service without an earlier frame has accepted it: to that service no
   *     frame is a duplicate
   * @throws RefusedFrameException for what is no frame, and for a duplicate
   */
  ValidatedFrame validate(ConsumerRecord<byte[], byte[]> record, boolean begins)
      throws RefusedFrameException {
    FrameHeaders headers = HeaderText.ofFrame(record);
    FrameSequencer known = accepted.size() == 0 ? sequencer.withoutSize() : sequencer;
    Decision decision = known.decide(headers, -1, rules);
    if (decision instanceof Duplicate) {
      if (!begins) {
        throw new RefusedFrameException(
            String.format(
                Locale.ROOT,
                "expected sequence %d, found %d: a repeated frame",
                known.sequence().getAsLong() + 1,
                headers.sequence().getAsLong()));
      }
      known = known.withoutSequence();
      decision = known.decide(headers, -1, rules);
    }
    DecodedFrame decoded = decoder.decode(record.value(), headers.contentType());
    decision = known.checkSize(decision, decoded.frame());
    String resetReason = decision instanceof Reset reset ? reset.reason() : null;
    return new ValidatedFrame(headers, decoded, decision.missing(), resetReason);
  }

  /** Notes that the service accepted this frame. */
  void accept(long offset, ValidatedFrame frame, int filled) {
    if (frame.resetReason() != null) {
      accepted.restart(true);
    }
    accepted.add(offset, filled);
    sequencer = sequencer.accept(frame.headers(), -1, frame.decoded().frame(), rules);
  }

  /** Notes that the stream has ended. */
  void end() {
    accepted.restart(true);
    sequencer = FrameSequencer.NEW;
  }

  /** Forgets the earlier frames, which the log has lost. */
  void reset() {
    accepted.restart(false);
    sequencer = FrameSequencer.NEW;
  }
}
