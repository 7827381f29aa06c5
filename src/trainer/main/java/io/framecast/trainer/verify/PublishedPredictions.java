package io.framecast.trainer.verify;

import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.Prediction;
import io.framecast.topics.Source;
import io.framecast.topics.StreamId;
import io.framecast.trainer.log.LogReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What was published for one stream, and the frames that it was made from. */
public final class PublishedPredictions {

  private final LogReader log;
  private final String framesTopic;
  private final String topic;
  private final String stream;
  private final byte[] key;

  public PublishedPredictions(LogReader log, String framesTopic, String topic, String stream) {
    this.log = log;
    this.framesTopic = framesTopic;
    this.topic = topic;
    this.stream = stream;
    this.key = StreamId.bytes(stream);
  }

  /**
   * Checks the predictions of the frames in this range; one tally for every partition that has such
   * frames of the stream, which is one where all its producers agree.
   *
   * @throws DifferenceException for the first that is not what the log gives
   * @throws UncheckedException where there is nothing to check, or not all that it takes
   */
  public List<Tally> check(KnownWeights weights, Acceptance acceptance, OffsetRange asked) {
    return log.answered(
        () -> {
          List<Tally> tallies = new ArrayList<>();
          for (Map.Entry<TopicPartition, TopicPartition> home : homes().entrySet()) {
            Tally tally = check(home.getKey(), home.getValue(), weights, acceptance, asked);
            if (tally.first() != null) {
              tallies.add(tally);
            }
          }
          expectSome(tallies, asked);
          return tallies;
        });
  }

  private Tally check(
      TopicPartition frames,
      TopicPartition home,
      KnownWeights weights,
      Acceptance acceptance,
      OffsetRange asked) {
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
    // opened before the frames: so each prediction's frame is among them
    try (Stream<ConsumerRecord<byte[], byte[]>> records = log.records(List.of(home), key, 0)) {
      Stream<Prediction> predictions =
          records
              .map(PublishedPredictions::prediction)
              .filter(prediction -> prediction.source().partition() == frames.partition());
      return Recomputation.of(predictions, weights, acceptance, frameLog, asked);
    }
  }

  /** For every partition with frames of the stream, the one in which their predictions stand. */
  private Map<TopicPartition, TopicPartition> homes() {
    List<TopicPartition> frames = log.partitions(framesTopic);
    List<TopicPartition> everywhere = log.partitions(topic);
    Map<TopicPartition, TopicPartition> homes =
        new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
    try (Stream<ConsumerRecord<byte[], byte[]>> records = log.records(everywhere, key, 0)) {
      records.forEach(
          record -> {
            Source source = prediction(record).source();
            TopicPartition from = new TopicPartition(source.topic(), source.partition());
            if (!frames.contains(from)) {
              throw refused(
                  record, "expected a source in topic " + framesTopic + ", found " + source);
            }
            TopicPartition home = new TopicPartition(topic, record.partition());
            TopicPartition other = homes.putIfAbsent(from, home);
            if (other != null && !other.equals(home)) {
              throw new DifferenceException(
                  source,
                  "expected its prediction in %s as others, found it in %s".formatted(other, home));
            }
          });
    }
    return homes;
  }

  private static Prediction prediction(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Prediction.of(record);
    } catch (InvalidRecordException e) {
      throw refused(record, String.valueOf(e.getMessage()));
    }
  }

  private static DifferenceException refused(ConsumerRecord<?, ?> record, String expectedAndFound) {
    return new DifferenceException(Source.of(record), expectedAndFound);
  }

  private void expectSome(List<Tally> tallies, OffsetRange asked) {
    if (tallies.isEmpty()) {
      throw new UncheckedException(
          "expected predictions of %s in %s%s, found none"
              .formatted(
                  stream, topic, asked.equals(OffsetRange.ALL) ? "" : " after frames " + asked));
    }
    if (tallies.stream().allMatch(tally -> tally.held() == 0)) {
      long lost = tallies.stream().mapToLong(Tally::lost).sum();
      throw new UncheckedException(
          "%s: expected the frames of %d predictions in %s, found that it has lost them: none can be checked"
              .formatted(stream, lost, framesTopic));
    }
  }
}
