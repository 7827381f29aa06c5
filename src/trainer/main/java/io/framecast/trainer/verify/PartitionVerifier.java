package io.framecast.trainer.verify;

import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the predictions and forecasts of one stream and partition: it pairs them with their
 * frames, all in the order of the log, and has each recomputed by a {@link PredictionRecomputer}.
 */
final class PartitionVerifier {

  private final PredictionRecomputer recomputer;
  private final ForecastReader forecasts;
  private final FrameLog log;
  private final SourceRange range;
  private final Iterator<ConsumerRecord<byte[], byte[]>> frames;
  private @Nullable ConsumerRecord<byte[], byte[]> ahead; // read, but not processed

  /** Records that are no predictions, by the frame that they name, if it has no prediction yet. */
  private final NavigableMap<Long, PublishedRecord.Malformed> claims = new TreeMap<>();

  private long newest = -1; // offset of the newest frame with a prediction
  private long oldest; // offset of the oldest record when last asked
  private long held;
  private long lost;
  private long heldForecasts;
  private long lostForecasts;
  private long unpredicted;
  private long unpredictedSinceLast; // they count once another prediction follows
  private @Nullable RecordPosition first;
  private @Nullable RecordPosition last;

  private PartitionVerifier(
      PredictionRecomputer recomputer,
      ForecastReader forecasts,
      FrameLog log,
      SourceRange range,
      Iterator<ConsumerRecord<byte[], byte[]>> frames) {
    this.recomputer = recomputer;
    this.forecasts = forecasts;
    this.log = log;
    this.range = range;
    this.frames = frames;
  }

  /**
   * Verifies every prediction in the range, with its forecasts. It skips a record that is no
   * prediction, unless the record names an accepted frame without a prediction: then it may be a
   * damaged prediction.
   *
   * @param published the records about the frames of one partition, in order; predictions outside
   *     of the range still show which frames were accepted
   * @param forecasts of the frames of the same partition
   * @throws MismatchException for the first prediction or forecast that differs from what the log
   *     gives
   * @throws UnverifiableException if the first one that cannot be verified has unknown weights
   */
  static VerificationResult verify(
      Stream<PublishedRecord> published,
      ForecastReader forecasts,
      KnownWeights weights,
      AcceptanceSettings acceptance,
      FrameLog log,
      SourceRange range) {
    try (PredictionRecomputer recomputer = new PredictionRecomputer(weights, acceptance, log);
        Stream<ConsumerRecord<byte[], byte[]>> frames = log.from(0)) {
      return new PartitionVerifier(recomputer, forecasts, log, range, frames.iterator())
          .verifyAll(published.iterator());
    }
  }

  private VerificationResult verifyAll(Iterator<PublishedRecord> published) {
    while (published.hasNext()) {
      PublishedRecord one = published.next();
      if (one instanceof PublishedRecord.Malformed malformed) {
        skip(malformed);
      } else if (one instanceof PublishedRecord.Whole whole) {
        verifyInOrder(whole.prediction());
      }
    }
    checkClaims();
    lostForecasts += forecasts.finish();
    return new VerificationResult(
        held,
        lost,
        new ForecastCounts(heldForecasts, lostForecasts),
        recomputer.packedOtherwise(),
        unpredicted,
        first,
        last);
  }

  private void skip(PublishedRecord.Malformed malformed) {
    RecordPosition frame = malformed.frame();
    if (frame != null && frame.offset() > newest && range.contains(frame)) {
      claims.putIfAbsent(frame.offset(), malformed);
    }
  }

  private void verifyInOrder(Prediction prediction) {
    RecordPosition source = prediction.source();
    if (source.offset() > newest) {
      newest = source.offset();
      verify(prediction);
      claims.headMap(newest, true).clear();
    } else if (range.contains(source)) {
      throw new MismatchException(
          source,
          source.offset() == newest
              ? "expected one prediction, found a second one"
              : String.format(
                  Locale.ROOT,
                  "expected its prediction before that of offset %d, found it after that one",
                  newest));
    }
  }

  /** Checks the frames that are still named: they have no prediction at all. */
  private void checkClaims() {
    while (!claims.isEmpty()) {
      long offset = claims.firstKey();
      ConsumerRecord<byte[], byte[]> record = advanceTo(offset);
      if (record != null) {
        acceptWithoutPrediction(record);
      }
      claims.remove(offset);
    }
  }

  /** Processes a frame without a prediction. */
  private void acceptWithoutPrediction(ConsumerRecord<byte[], byte[]> record) {
    if (!recomputer.acceptWithoutPrediction(record)) {
      return;
    }
    unpredictedSinceLast++;
    PublishedRecord.Malformed claim = claims.get(record.offset());
    if (claim != null) {
      throw new MismatchException(
          RecordPosition.of(record),
          String.format(
              Locale.ROOT,
              "expected its prediction, found only a record at %s that is none: %s",
              claim.at(),
              claim.why()));
    }
  }

  private void verify(Prediction prediction) {
    RecordPosition source = prediction.source();
    if (source.offset() > range.to()) {
      return;
    }
    List<Prediction> leads = forecasts.take(source);
    ConsumerRecord<byte[], byte[]> record = advanceTo(source.offset());
    if (!range.contains(source)) {
      if (record != null) {
        recomputer.trust(record, prediction);
      }
      return;
    }
    if (first == null) {
      first = source;
    } else {
      unpredicted += unpredictedSinceLast;
    }
    unpredictedSinceLast = 0;
    last = source;
    if (record == null) {
      requireLost(source);
      recomputer.reset();
      lost++;
      lostForecasts += leads.size();
    } else if (recomputer.check(record, prediction, leads)) {
      held++;
      heldForecasts += leads.size();
    } else {
      lost++;
      lostForecasts += leads.size();
    }
  }

  private void requireLost(RecordPosition source) {
    if (source.offset() >= oldest) {
      oldest = log.first();
      if (source.offset() >= oldest) {
        throw new MismatchException(source, "expected a frame of this stream, found none");
      }
    }
  }

  /** Returns the frame at this offset; those before it have no prediction and are processed. */
  private @Nullable ConsumerRecord<byte[], byte[]> advanceTo(long offset) {
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
      acceptWithoutPrediction(record);
    }
  }
}
