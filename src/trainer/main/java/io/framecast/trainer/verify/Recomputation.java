package io.framecast.trainer.verify;

import io.framecast.topics.Prediction;
import io.framecast.topics.Source;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Goes through the predictions of one stream beside its frames, both as they stand in the log. */
final class Recomputation {

  private final FollowedStream stream;
  private final FrameLog log;
  private final OffsetRange asked;
  private final Iterator<ConsumerRecord<byte[], byte[]>> frames;
  private @Nullable ConsumerRecord<byte[], byte[]> ahead; // read, but not taken
  private long oldest; // that the log held when last asked
  private long held;
  private long lost;
  private long unanswered;
  private long unansweredYet; // since the last prediction: they count once another one follows
  private @Nullable Source first;
  private @Nullable Source last;

  private Recomputation(
      FollowedStream stream,
      FrameLog log,
      OffsetRange asked,
      Iterator<ConsumerRecord<byte[], byte[]>> frames) {
    this.stream = stream;
    this.log = log;
    this.asked = asked;
    this.frames = frames;
  }

  /**
   * Checks every prediction that is asked about.
   *
   * @param predictions of the stream's frames in one partition, as they were published; those that
   *     nobody asks about still say which frames were accepted
   * @throws DifferenceException for the first that is not what the log gives
   * @throws UncheckedException where the first that is not known to hold is of unknown weights
   */
  static Tally of(
      Stream<Prediction> predictions,
      KnownWeights weights,
      Acceptance acceptance,
      FrameLog log,
      OffsetRange asked) {
    try (FollowedStream stream = new FollowedStream(weights, acceptance, log);
        Stream<ConsumerRecord<byte[], byte[]>> frames = log.from(0)) {
      return new Recomputation(stream, log, asked, frames.iterator()).all(predictions.iterator());
    }
  }

  private Tally all(Iterator<Prediction> predictions) {
    long newest = -1;
    while (predictions.hasNext()) {
      Prediction prediction = predictions.next();
      Source source = prediction.source();
      if (source.offset() > newest) {
        newest = source.offset();
        take(prediction);
      } else if (asked.holds(source)) {
        throw new DifferenceException(
            source,
            source.offset() == newest
                ? "expected one prediction, found a second one"
                : "expected its prediction before that of offset %d, found it after that one"
                    .formatted(newest));
      }
    }
    return new Tally(held, lost, unanswered, first, last);
  }

  private void take(Prediction prediction) {
    Source source = prediction.source();
    if (source.offset() > asked.to()) {
      return;
    }
    ConsumerRecord<byte[], byte[]> record = at(source.offset());
    if (!asked.holds(source)) {
      if (record != null) {
        stream.believe(record, prediction);
      }
      return;
    }
    if (first == null) {
      first = source;
    } else {
      unanswered += unansweredYet;
    }
    unansweredYet = 0;
    last = source;
    if (record == null) {
      expectLost(source);
      stream.lost();
      lost++;
    } else if (stream.check(record, prediction)) {
      held++;
    } else {
      lost++;
    }
  }

  private void expectLost(Source source) {
    if (source.offset() >= oldest) {
      oldest = log.first();
      if (source.offset() >= oldest) {
        throw new DifferenceException(source, "expected a frame of this stream, found none");
      }
    }
  }

  /** The frame at this offset, after those before it were taken: nobody answered them. */
  private @Nullable ConsumerRecord<byte[], byte[]> at(long offset) {
    while (true) {
      ConsumerRecord<byte[], byte[]> record = ahead;
      if (record == null) {
        if (!frames.hasNext()) {
          return null;
        }
        record = frames.next();
      }
      if (record.offset() > offset) {
        ahead = record;
        return null;
      }
      ahead = null;
      if (record.offset() == offset) {
        return record;
      }
      if (stream.unanswered(record)) {
        unansweredYet++;
      }
    }
  }
}
