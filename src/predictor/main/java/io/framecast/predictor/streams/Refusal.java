package io.framecast.predictor.streams;

import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.Event;
import io.framecast.topics.Source;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Answers a record that its stream does not accept: a dead letter, mostly with an event. */
final class Refusal {
  private final String id;
  private final OutputRecords output;

  Refusal(String id, OutputRecords output) {
    this.id = id;
    this.output = output;
  }

  /**
   * Writes what is to be said of it.
   *
   * @param model that its stream is served with
   * @param why it is no frame within the limits, or what its processing has thrown
   * @param out gets the records
   */
  RecordResult of(
      ConsumerRecord<byte[], byte[]> record,
      String model,
      Throwable why,
      List<ProducerRecord<byte[], byte[]>> out) {
    out.add(output.deadLetter(record, why));
    if (why instanceof RefusedFrameException) {
      return new RecordResult(Outcome.REFUSED, model, 0, null, out);
    }
    String reason = Failure.describe(why) + "; the stream is as before";
    out.add(output.event(new Event(Event.QUARANTINED, id, Source.of(record).toString(), reason)));
    return new RecordResult(Outcome.REFUSED, model, 0, Event.QUARANTINED, out);
  }
}
