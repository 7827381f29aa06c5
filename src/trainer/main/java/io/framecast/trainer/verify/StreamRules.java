package io.framecast.trainer.verify;

import io.framecast.frames.Decoded;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import io.framecast.frames.Verdict;
import io.framecast.topics.TextHeaders;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Which records of a stream the service takes as frames, and what it then goes on from. */
final class StreamRules {

  private final FrameDecoder decoder;
  private final int maxFill;
  private final Lineage lineage;
  private OptionalLong sequence = OptionalLong.empty();
  private int height;
  private int width;

  StreamRules(Acceptance acceptance, Lineage lineage) {
    this.decoder = new FrameDecoder(acceptance.limits());
    this.maxFill = acceptance.maxFill();
    this.lineage = lineage;
  }

  Lineage lineage() {
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
  Accepted judged(ConsumerRecord<byte[], byte[]> record, boolean begins)
      throws RefusedFrameException {
    FrameHeaders headers = TextHeaders.ofFrame(record);
    Verdict verdict = Verdict.of(sequence, headers, maxFill);
    if (verdict.duplicate()) {
      if (!begins) {
        throw new RefusedFrameException(
            "expected sequence %d, found %d: a repeated frame"
                .formatted(sequence.getAsLong() + 1, headers.sequence().getAsLong()));
      }
      verdict = Verdict.of(OptionalLong.empty(), headers, maxFill);
    }
    Decoded decoded = decoder.decode(record.value(), headers.contentType());
    String afresh = verdict.reset() == null ? otherSize(decoded.frame()) : verdict.reset();
    return new Accepted(headers, decoded, afresh == null ? verdict.missing() : 0, afresh);
  }

  private @Nullable String otherSize(Frame frame) {
    return lineage.size() == 0 || (frame.height() == height && frame.width() == width)
        ? null
        : "frame is %dx%d, this stream began with %dx%d"
            .formatted(frame.height(), frame.width(), height, width);
  }

  /** What comes next follows this frame. */
  void accept(long offset, Accepted frame, int filled) {
    if (frame.afresh() != null) {
      lineage.begin(true);
    }
    lineage.add(offset, filled);
    sequence = frame.headers().sequence();
    height = frame.decoded().frame().height();
    width = frame.decoded().frame().width();
  }

  /** The stream has ended. */
  void end() {
    lineage.begin(true);
    sequence = OptionalLong.empty();
  }

  /** What came before is not known. */
  void lost() {
    lineage.begin(false);
    sequence = OptionalLong.empty();
  }
}
