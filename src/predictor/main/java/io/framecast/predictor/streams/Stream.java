package io.framecast.predictor.streams;

import io.framecast.convlstm.Step;
import io.framecast.frames.Decoded;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import io.framecast.frames.Verdict;
import io.framecast.topics.Event;
import io.framecast.topics.Prediction;
import io.framecast.topics.Score;
import io.framecast.topics.Source;
import io.framecast.topics.StreamId;
import io.framecast.topics.TextHeaders;
import io.framecast.topics.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One stream of one partition: takes its records in order and answers each.
 *
 * <pre>
 *                    first frame                       the next one, or a short gap filled in
 *   knows nothing ----------------> knows its frames ---------------------------------------> same
 *         ^                          |          ^  |   reset: forgets, takes the frame as first
 *         +--------------------------+          +--+
 *           null value, failed step
 * </pre>
 *
 * A refused or repeated record changes nothing. One thread at a time; {@link #view} from any.
 */
final class Stream implements AutoCloseable {
  private final String id;
  private final Serving serving;
  private OptionalLong sequence = OptionalLong.empty();
  private @Nullable Memory memory;
  private long frames;
  private long filled;
  private long resets;
  private volatile @Nullable StreamView view;

  Stream(String id, Serving serving) {
    this.id = id;
    this.serving = serving;
  }

  /** Its latest frame and what came of it; null where it knows nothing. */
  @Nullable StreamView view() {
    return view;
  }

  boolean knowsNothing() {
    return memory == null;
  }

  Answer answer(ConsumerRecord<byte[], byte[]> record, Step step) {
    if (record.value() == null) {
      forget();
      return Answer.ENDED;
    }
    try {
      FrameHeaders headers = TextHeaders.ofFrame(record);
      Verdict verdict = Verdict.of(sequence, headers, serving.maxFill());
      if (verdict.duplicate()) {
        return Answer.DUPLICATE;
      }
      Decoded decoded = serving.decoder().decode(record.value(), headers.contentType());
      Frame input = serving.forModel(decoded.frame());
      return predict(record, headers, verdict, decoded, input, step);
    } catch (RefusedFrameException e) {
      return Answer.refused(false, List.of(serving.deadLetter(record, e)));
    } catch (RuntimeException e) {
      // the state may be half advanced: better none than a wrong one
      forget();
      resets++;
      return Answer.refused(
          true, List.of(serving.deadLetter(record, e), reset(record, "the step failed: " + e)));
    }
  }

  private Answer predict(
      ConsumerRecord<byte[], byte[]> record,
      FrameHeaders headers,
      Verdict verdict,
      Decoded decoded,
      Frame input,
      Step step) {
    Source source = Source.of(record);
    List<ProducerRecord<byte[], byte[]>> out = new ArrayList<>(3);
    String lost = whatIsLost(headers, verdict, input);
    if (lost != null) {
      forget();
      resets++;
      out.add(reset(record, lost));
    }
    Memory known = memory;
    int missing = known == null ? 0 : verdict.missing();
    if (known == null) {
      known = new Memory(serving, input);
      memory = known;
    }
    for (int i = 0; i < missing; i++) {
      known.fill(step);
    }
    Long number = headers.sequence().isPresent() ? headers.sequence().getAsLong() : null;
    Score score = known.score(id, number, source, decoded.frame());
    byte[] value = known.next(step, decoded, input);
    Prediction prediction =
        new Prediction(
            id,
            value,
            decoded.encoding().contentType(),
            number == null ? null : number + 1,
            serving.weights().version(),
            source,
            known.state().framesSeen(),
            missing,
            trace(record, source));
    out.add(fitting(prediction.toRecord(serving.topics().predictions())));
    if (score != null) {
      out.add(
          new ProducerRecord<>(
              serving.topics().scores(), record.partition(), record.key(), score.toJson()));
    }
    sequence = headers.sequence();
    frames++;
    filled += missing;
    view = seen(known, source, number, score);
    return new Answer(Outcome.PREDICTED, missing, lost != null, out);
  }

  /** Why the stream starts afresh with this frame; null where it goes on, or is a new one. */
  private @Nullable String whatIsLost(FrameHeaders headers, Verdict verdict, Frame frame) {
    Memory known = memory;
    if (known == null) {
      return headers.reset() || headers.sequence().orElse(0) == 0
          ? null
          : "expected sequence 0 of a new stream, found "
              + headers.sequence().getAsLong()
              + ": nothing is known of the frames before";
    }
    if (verdict.reset() == null && !known.fits(frame)) {
      return "frame is %dx%d, this stream began with %dx%d"
          .formatted(frame.height(), frame.width(), known.state().height(), known.state().width());
    }
    return verdict.reset();
  }

  private ProducerRecord<byte[], byte[]> reset(ConsumerRecord<byte[], byte[]> at, String why) {
    Event event = new Event(Event.RESET, id, Source.of(at).toString(), why + "; stream reset");
    return new ProducerRecord<>(serving.topics().events(), StreamId.bytes(id), event.toJson());
  }

  private ProducerRecord<byte[], byte[]> fitting(ProducerRecord<byte[], byte[]> prediction) {
    if (!serving.fits(prediction)) {
      throw new IllegalStateException(
          "expected a prediction that %s takes, found one of %d bytes"
              .formatted(prediction.topic(), prediction.value().length));
    }
    return prediction;
  }

  private static @Nullable Trace trace(ConsumerRecord<byte[], byte[]> record, Source source) {
    Trace trace = Trace.of(record);
    return trace == null ? null : trace.continued(source);
  }

  private StreamView seen(
      Memory known, Source source, @Nullable Long number, @Nullable Score score) {
    return new StreamView(
        id,
        source.partition(),
        known.state().height(),
        known.state().width(),
        source.toString(),
        number,
        frames,
        known.state().framesSeen(),
        filled,
        resets,
        serving.weights().version(),
        score == null ? null : score.mse(),
        score == null ? null : score.skill(),
        known.state().bytes());
  }

  private void forget() {
    Memory known = memory;
    memory = null;
    sequence = OptionalLong.empty();
    view = null;
    if (known != null) {
      known.close();
    }
  }

  @Override
  public void close() {
    forget();
  }
}
