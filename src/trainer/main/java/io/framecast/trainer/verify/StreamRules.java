package io.framecast.trainer.verify;

import io.framecast.frames.Decoded;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameSequencer;
import io.framecast.frames.FrameSequencer.Decision;
import io.framecast.frames.FrameSequencer.Duplicate;
import io.framecast.frames.FrameSequencer.Reset;
import io.framecast.frames.RefusedFrameException;
import io.framecast.frames.SequencingRules;
import io.framecast.topics.TextHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which records of a stream the service takes as frames, and what it then goes on from. */
final class StreamRules {

  private final FrameDecoder decoder;
  private final SequencingRules rules;
  private final AcceptedFrames lineage;
  private FrameSequencer sequencer = FrameSequencer.NEW;

  StreamRules(AcceptanceSettings acceptance, AcceptedFrames lineage) {
    this.decoder = new FrameDecoder(acceptance.limits());
    // a frame that came too late is known by its prediction, which says how many frames were seen
    this.rules = SequencingRules.withoutTime(acceptance.maxFill());
    this.lineage = lineage;
  }

  AcceptedFrames lineage() {
    return lineage;
  }

  FrameDecoder decoder() {
    return decoder;
  }

  /**
   * Judges a record that has a value; changes nothing.
   *
   * @param begins whether a service that knew of no frame before is known to have taken it: to that
   *     one, no frame is a repeated one
   * @throws RefusedFrameException for what is no frame, and for a repeated one
   */
  ValidatedFrame judged(ConsumerRecord<byte[], byte[]> record, boolean begins)
      throws RefusedFrameException {
    FrameHeaders headers = TextHeaders.ofFrame(record);
    FrameSequencer known = lineage.size() == 0 ? sequencer.withoutSize() : sequencer;
    Decision decision = known.decide(headers, -1, rules);
    if (decision instanceof Duplicate) {
      if (!begins) {
        throw new RefusedFrameException(
            "expected sequence %d, found %d: a repeated frame"
                .formatted(known.sequence().getAsLong() + 1, headers.sequence().getAsLong()));
      }
      known = known.withoutSequence();
      decision = known.decide(headers, -1, rules);
    }
    Decoded decoded = decoder.decode(record.value(), headers.contentType());
    decision = known.withSize(decision, decoded.frame());
    String afresh = decision instanceof Reset reset ? reset.reason() : null;
    return new ValidatedFrame(headers, decoded, decision.missing(), afresh);
  }

  /** What comes next follows this frame. */
  void accept(long offset, ValidatedFrame frame, int filled) {
    if (frame.afresh() != null) {
      lineage.begin(true);
    }
    lineage.add(offset, filled);
    sequencer = sequencer.accept(frame.headers(), -1, frame.decoded().frame(), rules);
  }

  /** The stream has ended. */
  void end() {
    lineage.begin(true);
    sequencer = FrameSequencer.NEW;
  }

  /** What came before is not known. */
  void lost() {
    lineage.begin(false);
    sequencer = FrameSequencer.NEW;
  }
}
