package io.framecast.trainer.verify;

import io.framecast.topics.Prediction;
import io.framecast.topics.Source;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Goes through the predictions of one stream beside its frames, both as they stand in the log. */
final class PredictionVerifier {

  private final StreamVerifier stream;
  private final FrameLog log;
  private final SourceRange asked;
  private final Iterator<ConsumerRecord<byte[], byte[]>> frames;
  private @Nullable ConsumerRecord<byte[], byte[]> ahead; // read, but not taken

  /** Records that are no predictions, by the frame that they name, where that has none yet. */
  private final NavigableMap<Long, PublishedRecord.Malformed> claims = new TreeMap<>();

  private long newest = -1; // of the frames that have a prediction
  private long oldest; // that the log held when last asked
  private long held;
  private long lost;
  private long unanswered;
  private long unansweredYet; // since the last prediction: they count once another one follows
  private @Nullable Source first;
  private @Nullable Source last;

  private PredictionVerifier(
      StreamVerifier stream,
      FrameLog log,
      SourceRange asked,
      Iterator<ConsumerRecord<byte[], byte[]>> frames) {
    this.stream = stream;
    this.log = log;
    this.asked = asked;
    this.frames = frames;
  }

  /**
   * Checks every prediction that is asked about. A record that is no prediction is passed over,
   * unless it names an accepted frame that has no other: then it may be what has become of that
   * frame's prediction.
   *
   * @param published about the stream's frames in one partition, as it was published; predictions
   *     that nobody asks about still say which frames were accepted
   * @throws MismatchException for the first that is not what the log gives
   * @throws UnverifiableException where the first that is not known to hold is of unknown weights
   */
  static VerificationResult of(
      Stream<PublishedRecord> published,
      KnownWeights weights,
      AcceptanceSettings acceptance,
      FrameLog log,
      SourceRange asked) {
    try (StreamVerifier stream = new StreamVerifier(weights, acceptance, log);
        Stream<ConsumerRecord<byte[], byte[]>> frames = log.from(0)) {
      return new PredictionVerifier(stream, log, asked, frames.iterator())
          .all(published.iterator());
    }
  }

  private VerificationResult all(Iterator<PublishedRecord> published) {
    while (published.hasNext()) {
      PublishedRecord one = published.next();
      if (one instanceof PublishedRecord.Malformed malformed) {
        passOver(malformed);
      } else if (one instanceof PublishedRecord.Whole whole) {
        takeInOrder(whole.prediction());
      }
    }
    settleClaims();
    return new VerificationResult(held, lost, unanswered, first, last);
  }

  private void passOver(PublishedRecord.Malformed malformed) {
    Source frame = malformed.frame();
    if (frame != null && frame.offset() > newest && asked.holds(frame)) {
      claims.putIfAbsent(frame.offset(), malformed);
    }
  }

  private void takeInOrder(Prediction prediction) {
    Source source = prediction.source();
    if (source.offset() > newest) {
      newest = source.offset();
      take(prediction);
      claims.headMap(newest, true).clear();
    } else if (asked.holds(source)) {
      throw new MismatchException(
          source,
          source.offset() == newest
              ? "expected one prediction, found a second one"
              : "expected its prediction before that of offset %d, found it after that one"
                  .formatted(newest));
    }
  }

  /** The frames that are still named have no prediction at all. */
  private void settleClaims() {
    while (!claims.isEmpty()) {
      long offset = claims.firstKey();
      ConsumerRecord<byte[], byte[]> record = at(offset);
      if (record != null) {
        pass(record);
      }
      claims.remove(offset);
    }
  }

  /** Takes a frame without a prediction. */
  private void pass(ConsumerRecord<byte[], byte[]> record) {
    if (!stream.unanswered(record)) {
      return;
    }
    unansweredYet++;
    PublishedRecord.Malformed claim = claims.get(record.offset());
    if (claim != null) {
      throw new MismatchException(
          Source.of(record),
          "expected its prediction, found only a record at %s that is none: %s"
              .formatted(claim.at(), claim.why()));
    }
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
        throw new MismatchException(source, "expected a frame of this stream, found none");
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
      pass(record);
    }
  }
}
