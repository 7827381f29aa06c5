package io.framecast.predictor.streams;

import io.framecast.topics.Event;
import io.framecast.topics.Prediction;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.Topics;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;

/** Holds the records of these results by topic, as a reader of the topic sees them. */
record WrittenRecords(List<RecordResult> results) {

  List<Prediction> predictions() {
    return on(Topics.DEFAULT.predictions()).stream().map(Prediction::of).toList();
  }

  List<Prediction> forecasts() {
    return on(Topics.DEFAULT.forecasts()).stream().map(Prediction::of).toList();
  }

  List<PredictionScore> scores() {
    return on(Topics.DEFAULT.scores()).stream().map(r -> PredictionScore.parse(r.value())).toList();
  }

  List<Event> events() {
    return on(Topics.DEFAULT.events()).stream().map(r -> Event.parse(r.value())).toList();
  }

  List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    return on(Topics.DEFAULT.deadLetters());
  }

  List<Outcome> outcomes() {
    return results.stream().map(RecordResult::outcome).toList();
  }

  private List<ConsumerRecord<byte[], byte[]>> on(String topic) {
    return results.stream()
        .flatMap(a -> a.records().stream())
        .filter(r -> r.topic().equals(topic))
        .map(WrittenRecords::received)
        .toList();
  }

  private static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition() == null ? 0 : record.partition(),
        0,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        record.key(),
        record.value(),
        record.headers(),
        Optional.empty());
  }
}
