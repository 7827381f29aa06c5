package io.framecast.predictor.streams;

import io.framecast.frames.FrameHeaders.IgnoredHeader;
import io.framecast.topics.HeaderText;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.TraceContext;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Holds the result of one record.
 *
 * @param model version of its stream's weights after it; null if the record belongs to no stream
 * @param event the event that it caused; null in most results
 * @param accepted null if its stream did not accept the record
 * @param outputs to write, in this order
 * @param ignoredHeaders the optional headers of its frame that cannot be read
 */
public record RecordResult(
    Outcome outcome,
    @Nullable String model,
    @Nullable EventType event,
    @Nullable Accepted accepted,
    List<Output> outputs,
    List<IgnoredHeader> ignoredHeaders) {

  /**
   * Holds the details of an accepted frame.
   *
   * @param filled steps on the stream's own predictions before it
   * @param swapped whether the weights differ from those of the previous frame
   * @param scores of the published predictions of this frame, that of the shortest lead first
   * @param forecasts number of published forecasts from this frame
   * @param withheldForecasts number of those that could not be published
   */
  public record Accepted(
      int filled,
      boolean swapped,
      List<PredictionScore> scores,
      int forecasts,
      int withheldForecasts) {

    /** Returns the score of the prediction that was made from the frame before, null for none. */
    @Nullable PredictionScore score() {
      return scores.stream().filter(score -> score.lead() == 1).findFirst().orElse(null);
    }
  }

  /** Returns the number of steps on the stream's own predictions before the record. */
  public int filled() {
    return accepted == null ? 0 : accepted.filled();
  }

  /** Returns the number of published forecasts. */
  public int forecasts() {
    return accepted == null ? 0 : accepted.forecasts();
  }

  /** Returns the number of forecasts that could not be published. */
  public int withheldForecasts() {
    return accepted == null ? 0 : accepted.withheldForecasts();
  }

  /** Returns the records to write, in order. */
  public List<ProducerRecord<byte[], byte[]>> records() {
    return outputs.stream().map(Output::record).toList();
  }

  /** Returns the result of a record that changed nothing. */
  static RecordResult duplicate(String model) {
    return new RecordResult(Outcome.DUPLICATE, model, null, null, List.of(), List.of());
  }

  /** Returns the result of a record that ended its stream. */
  static RecordResult ended(String model, List<Output> outputs) {
    return new RecordResult(Outcome.ENDED, model, null, null, outputs, List.of());
  }

  /** Returns the result of a record that its stream did not accept. */
  static RecordResult rejected(
      @Nullable String model, @Nullable EventType event, List<Output> outputs) {
    return new RecordResult(Outcome.REFUSED, model, event, null, outputs, List.of());
  }

  /** Returns this result with more outputs before and after its own. */
  RecordResult between(List<Output> before, List<Output> after) {
    return before.isEmpty() && after.isEmpty()
        ? this
        : new RecordResult(
            outcome,
            model,
            event,
            accepted,
            Output.concat(Output.concat(before, outputs), after),
            ignoredHeaders);
  }

  /**
   * Returns this result with the headers that cannot be read, whatever became of the record's
   * frame. A record without a value has no frame.
   */
  RecordResult withIgnoredHeaders(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return this;
    }
    List<IgnoredHeader> ignored = HeaderText.ofFrame(record).ignored();
    IgnoredHeader trace = TraceContext.ignored(record.headers());
    List<IgnoredHeader> all =
        trace == null ? ignored : Stream.concat(ignored.stream(), Stream.of(trace)).toList();
    return all.isEmpty() ? this : new RecordResult(outcome, model, event, accepted, outputs, all);
  }
}
