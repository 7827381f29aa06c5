package io.framecast.trainer.verify;

import io.framecast.topics.StreamId;
import io.framecast.trainer.log.LogReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Verifies all published predictions and forecasts of one stream: it finds the partitions that hold
 * them, and has each verified by a {@link PartitionVerifier}.
 */
public final class StreamVerifier {

  private final LogReader log;
  private final VerifiedTopics topics;
  private final String stream;
  private final byte[] key;

  /**
   * The topics that are read.
   *
   * @param forecasts null if the service publishes none
   */
  public record VerifiedTopics(String frames, String predictions, @Nullable String forecasts) {}

  public StreamVerifier(LogReader log, VerifiedTopics topics, String stream) {
    this.log = log;
    this.topics = topics;
    this.stream = stream;
    this.key = StreamId.bytes(stream);
  }

  /**
   * Verifies the predictions and forecasts of the frames in this range. There is one result for
   * every partition with such frames of the stream; that is one partition if all its producers
   * agree. It skips records that are no predictions or forecasts, since anyone may write some.
   *
   * @throws MismatchException for the first one that differs from what the log gives
   * @throws UnverifiableException if there is nothing to verify, or something is missing for it
   */
  public VerificationReport check(
      KnownWeights weights, AcceptanceSettings acceptance, SourceRange range) {
    return log.ask(
        () -> {
          PublishedReader reader =
              new PublishedReader(Set.copyOf(log.partitions(topics.frames())), acceptance.limits());
          // before the predictions, so that the prediction of each forecast is among them
          PublishedTopic forecasts =
              new PublishedTopic(log, endsOfForecasts(), "forecast", key, reader);
          PublishedTopic predictions =
              new PublishedTopic(log, log.ends(topics.predictions()), "prediction", key, reader);
          Set<TopicPartition> all =
              new TreeSet<>(Comparator.comparingInt(TopicPartition::partition));
          all.addAll(predictions.frames());
          all.addAll(forecasts.frames());
          List<VerificationResult> results = new ArrayList<>();
          for (TopicPartition frames : all) {
            VerificationResult result =
                check(frames, predictions, forecasts, weights, acceptance, range);
            if (result.first() != null) {
              results.add(result);
            }
          }
          requireSome(results, predictions.skipped(), range);
          return new VerificationReport(
              results, List.of(predictions.skipped(), forecasts.skipped()));
        });
  }

  private Map<TopicPartition, Long> endsOfForecasts() {
    String forecasts = topics.forecasts();
    return forecasts == null ? Map.of() : log.ends(forecasts);
  }

  private VerificationResult check(
      TopicPartition frames,
      PublishedTopic predictions,
      PublishedTopic forecasts,
      KnownWeights weights,
      AcceptanceSettings acceptance,
      SourceRange range) {
    FrameLog frameLog =
        new FrameLog() {
          @Override
          public long first() {
            return log.first(frames);
          }

          @Override
          public Stream<ConsumerRecord<byte[], byte[]>> from(long offset) {
            return log.records(List.of(frames), key, offset);
          }
        };
    ForecastReader.Retention retention =
        new ForecastReader.Retention() {
          @Override
          public boolean hasLostPredictions() {
            return predictions.hasLostAny(frames);
          }

          @Override
          public boolean hasLostForecasts() {
            return forecasts.hasLostAny(frames);
          }
        };
    // their ends were read before those of the frames, so the frame of each prediction is there
    try (Stream<PublishedRecord> published = predictions.of(frames);
        Stream<PublishedRecord> ahead = forecasts.of(frames)) {
      return PartitionVerifier.verify(
          published,
          new ForecastReader(ahead.iterator(), retention, range),
          weights,
          acceptance,
          frameLog,
          range);
    }
  }

  private void requireSome(
      List<VerificationResult> results, SkippedRecords skipped, SourceRange range) {
    if (results.isEmpty()) {
      throw new UnverifiableException(
          String.format(
              Locale.ROOT,
              "expected predictions of %s in %s%s, found none%s",
              stream,
              topics.predictions(),
              range.equals(SourceRange.ALL) ? "" : " after frames " + range,
              skipped.records() == 0 ? "" : "; " + skipped));
    }
    if (results.stream().allMatch(result -> result.held() == 0)) {
      long lost = results.stream().mapToLong(VerificationResult::lost).sum();
      throw new UnverifiableException(
          String.format(
              Locale.ROOT,
              "%s: expected the frames of %d predictions in %s, found that it has lost them: none can be checked",
              stream,
              lost,
              topics.frames()));
    }
  }
}
