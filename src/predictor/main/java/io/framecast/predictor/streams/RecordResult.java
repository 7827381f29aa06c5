package io.framecast.predictor.streams;

import io.framecast.topics.PredictionScore;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one record led to.
 *
 * @param model the version that its stream is served with after it; null for a record of no stream
 * @param event what happened to its stream with it; mostly null
 * @param accepted null for a record that its stream did not take
 * @param outputs to be written, in this order
 */
public record RecordResult(
    Outcome outcome,
    @Nullable String model,
    @Nullable EventType event,
    @Nullable Accepted accepted,
    List<Output> outputs) {

  /**
   * A frame that its stream has taken.
   *
   * @param filled steps on the stream's own predictions before it
   * @param swapped whether it was taken with other weights than the frame before
   * @param score of the prediction of it, null where none was published
   */
  public record Accepted(int filled, boolean swapped, @Nullable PredictionScore score) {}

  /** Returns how many steps on the stream's own predictions came before it. */
  public int filled() {
    return accepted == null ? 0 : accepted.filled();
  }

  /** Returns the records to be written, in order. */
  public List<ProducerRecord<byte[], byte[]>> records() {
    return outputs.stream().map(Output::record).toList();
  }

  /** Returns the result of a record that changed nothing. */
  static RecordResult duplicate(String model) {
    return new RecordResult(Outcome.DUPLICATE, model, null, null, List.of());
  }

  /** Returns the result of a record that ended its stream. */
  static RecordResult ended(String model, List<Output> outputs) {
    return new RecordResult(Outcome.ENDED, model, null, null, outputs);
  }

  /** Returns the result of a record that its stream did not accept. */
  static RecordResult rejected(
      @Nullable String model, @Nullable EventType event, List<Output> outputs) {
    return new RecordResult(Outcome.REFUSED, model, event, null, outputs);
  }

  /** Returns the same with outputs before and after. */
  RecordResult between(List<Output> before, List<Output> after) {
    return before.isEmpty() && after.isEmpty()
        ? this
        : new RecordResult(
            outcome, model, event, accepted, Output.concat(Output.concat(before, outputs), after));
  }
}
