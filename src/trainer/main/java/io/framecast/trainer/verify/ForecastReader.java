package io.framecast.trainer.verify;

import io.framecast.frames.FrameHeaders;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the forecasts of one stream and partition in step with its predictions. Both are in the
 * order of their frames, so it holds the forecasts of one frame at a time.
 */
final class ForecastReader {

  /** Says whether retention has removed records that were older than those of the log. */
  interface Retention {

    /** Returns whether predictions may be missing before the oldest one. */
    boolean hasLostPredictions();

    /** Returns whether forecasts may be missing before the oldest one. */
    boolean hasLostForecasts();
  }

  private final Iterator<PublishedRecord> published;
  private final Retention retention;
  private final SourceRange range;
  private @Nullable Prediction ahead; // read, but not taken

  /** Records that are no forecasts, by the frame and the lead that they name. */
  private final NavigableMap<Long, Map<Integer, PublishedRecord.Malformed>> claims =
      new TreeMap<>();

  private long newest = -1; // offset of the newest frame with a forecast
  private long predicted = -1; // offset of the newest frame with a prediction
  private long lost;

  /**
   * Reads these records.
   *
   * @param published the records about the frames of one partition, in order
   * @param range of the frames whose forecasts are checked; others are passed over
   */
  ForecastReader(Iterator<PublishedRecord> published, Retention retention, SourceRange range) {
    this.published = published;
    this.retention = retention;
    this.range = range;
  }

  /**
   * Returns the forecasts of the next frame with a prediction: leads 2, 3 and so on, as far as they
   * were published. It skips a record that is no forecast, unless the record names the lead that
   * follows: then it may be a damaged forecast.
   *
   * @throws MismatchException if a lead is missing or is there twice, or if forecasts before these
   *     have no prediction or are out of order
   */
  List<Prediction> take(RecordPosition source) {
    skipTo(source.offset());
    List<Prediction> taken = new ArrayList<>();
    for (Prediction next = peek();
        next != null && next.source().offset() == source.offset();
        next = peek()) {
      if (range.contains(source)) {
        requireNextLead(taken, next);
        taken.add(next);
      }
      pass(next);
    }
    requireNoClaim(source, nextLead(taken));
    claims.headMap(source.offset(), true).clear();
    predicted = source.offset();
    return taken;
  }

  /**
   * Reads the forecasts after the last prediction.
   *
   * @return how many forecasts have lost their predictions
   * @throws MismatchException for one that never had a prediction
   */
  long finish() {
    skipTo(Long.MAX_VALUE);
    return lost;
  }

  /** Reads the forecasts of frames before this one: those that are left have no prediction. */
  private void skipTo(long offset) {
    for (Prediction next = peek(); next != null && next.source().offset() < offset; next = peek()) {
      if (range.contains(next.source())) {
        requireLost(next);
        lost++;
      }
      pass(next);
    }
  }

  private @Nullable Prediction peek() {
    while (ahead == null && published.hasNext()) {
      PublishedRecord one = published.next();
      if (one instanceof PublishedRecord.Malformed malformed) {
        skip(malformed);
      } else if (one instanceof PublishedRecord.Whole whole) {
        ahead = whole.prediction();
      }
    }
    return ahead;
  }

  private void skip(PublishedRecord.Malformed malformed) {
    RecordPosition frame = malformed.frame();
    int lead = malformed.lead();
    if (frame != null
        && frame.offset() > predicted
        && range.contains(frame)
        && lead >= 2
        && lead <= Prediction.MAX_HORIZON) {
      claims
          .computeIfAbsent(frame.offset(), offset -> new HashMap<>())
          .putIfAbsent(lead, malformed);
    }
  }

  private void pass(Prediction forecast) {
    newest = Math.max(newest, forecast.source().offset());
    ahead = null;
  }

  private void requireLost(Prediction forecast) {
    if (forecast.source().offset() < newest) {
      throw new MismatchException(
          forecast,
          String.format(
              Locale.ROOT, "expected it before those of offset %d, found it after one", newest));
    }
    if (predicted >= 0 || !retention.hasLostPredictions()) {
      throw new MismatchException(forecast, "expected a prediction of its frame too, found none");
    }
  }

  private void requireNextLead(List<Prediction> taken, Prediction found) {
    int lead = found.horizon();
    if (lead < 2 || lead > Prediction.MAX_HORIZON) {
      throw new MismatchException(
          found.source(),
          String.format(
              Locale.ROOT,
              "%s: expected 2 to %d of a forecast, found %d",
              FrameHeaders.HORIZON,
              Prediction.MAX_HORIZON,
              lead));
    }
    int expected = nextLead(taken);
    boolean mayLackLeads = newest < 0 && retention.hasLostForecasts();
    if (lead == expected || (taken.isEmpty() && mayLackLeads)) {
      return;
    }
    if (lead > expected) {
      requireNoClaim(found.source(), expected);
    }
    boolean isTaken = taken.stream().anyMatch(one -> one.horizon() == lead);
    throw new MismatchException(
        found.source(),
        isTaken
            ? String.format(
                Locale.ROOT, "expected one forecast of lead %d, found a second one", lead)
            : String.format(
                Locale.ROOT,
                "expected its forecast of lead %d, found that of lead %d",
                expected,
                lead));
  }

  private static int nextLead(List<Prediction> taken) {
    return taken.isEmpty() ? 2 : taken.get(taken.size() - 1).horizon() + 1;
  }

  private void requireNoClaim(RecordPosition source, int lead) {
    PublishedRecord.Malformed claim = claims.getOrDefault(source.offset(), Map.of()).get(lead);
    if (claim != null) {
      throw new MismatchException(
          source,
          String.format(
              Locale.ROOT,
              "expected its forecast of lead %d, found only a record at %s that is none: %s",
              lead,
              claim.at(),
              claim.why()));
    }
  }
}
