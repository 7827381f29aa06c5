package io.framecast.trainer.verify;

import io.framecast.topics.Source;
import io.framecast.topics.StreamId;
import io.framecast.trainer.log.LogReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
   * frames of the stream, which is one where all its producers agree. Records that are no
   * predictions are passed over, for anyone may write some.
   *
   * @throws MismatchException for the first that is not what the log gives
   * @throws UnverifiableException where there is nothing to check, or not all that it takes
   */
  public Report check(KnownWeights weights, AcceptanceSettings acceptance, SourceRange asked) {
    return log.ask(
        () -> {
          PublishedReader reader =
              new PublishedReader(Set.copyOf(log.partitions(framesTopic)), acceptance.limits());
          Homes homes = homes(reader);
          List<VerificationResult> tallies = new ArrayList<>();
          for (Map.Entry<TopicPartition, TopicPartition> home : homes.ofFrames().entrySet()) {
            VerificationResult tally =
                check(home.getKey(), home.getValue(), reader, weights, acceptance, asked);
            if (tally.first() != null) {
              tallies.add(tally);
            }
          }
          expectSome(tallies, homes.passedOver(), asked);
          return new Report(tallies, homes.passedOver());
        });
  }

  private VerificationResult check(
      TopicPartition frames,
      TopicPartition home,
      PublishedReader reader,
      KnownWeights weights,
      AcceptanceSettings acceptance,
      SourceRange asked) {
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
      Stream<PublishedRecord> published =
          records.map(reader::read).filter(one -> partition(one) == frames.partition());
      return PredictionVerifier.of(published, weights, acceptance, frameLog, asked);
    }
  }

  /** Of the frame that a record names; -1 where it names none. */
  private static int partition(PublishedRecord published) {
    if (published instanceof PublishedRecord.Whole whole) {
      return whole.prediction().source().partition();
    }
    Source frame = ((PublishedRecord.Malformed) published).frame();
    return frame == null ? -1 : frame.partition();
  }

  /**
   * Where the stream's predictions stand.
   *
   * @param ofFrames for every partition with frames of the stream, that of their predictions
   */
  private record Homes(Map<TopicPartition, TopicPartition> ofFrames, SkippedRecords passedOver) {}

  private Homes homes(PublishedReader reader) {
    Map<TopicPartition, TopicPartition> homes =
        new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
    SkippedRecords passedOver = SkippedRecords.NONE;
    try (Stream<ConsumerRecord<byte[], byte[]>> records =
        log.records(log.partitions(topic), key, 0)) {
      for (PublishedRecord one : (Iterable<PublishedRecord>) records.map(reader::read)::iterator) {
        if (one instanceof PublishedRecord.Malformed malformed) {
          passedOver = passedOver.plus(malformed);
        } else if (one instanceof PublishedRecord.Whole whole) {
          addHome(homes, whole);
        }
      }
    }
    return new Homes(homes, passedOver);
  }

  private void addHome(Map<TopicPartition, TopicPartition> homes, PublishedRecord.Whole one) {
    Source source = one.prediction().source();
    TopicPartition home = new TopicPartition(topic, one.at().partition());
    TopicPartition other =
        homes.putIfAbsent(new TopicPartition(source.topic(), source.partition()), home);
    if (other != null && !other.equals(home)) {
      throw new MismatchException(
          source, "expected its prediction in %s as others, found it in %s".formatted(other, home));
    }
  }

  private void expectSome(
      List<VerificationResult> tallies, SkippedRecords passedOver, SourceRange asked) {
    if (tallies.isEmpty()) {
      throw new UnverifiableException(
          "expected predictions of %s in %s%s, found none%s"
              .formatted(
                  stream,
                  topic,
                  asked.equals(SourceRange.ALL) ? "" : " after frames " + asked,
                  passedOver.records() == 0 ? "" : "; " + passedOver));
    }
    if (tallies.stream().allMatch(tally -> tally.held() == 0)) {
      long lost = tallies.stream().mapToLong(VerificationResult::lost).sum();
      throw new UnverifiableException(
          "%s: expected the frames of %d predictions in %s, found that it has lost them: none can be checked"
              .formatted(stream, lost, framesTopic));
    }
  }
}
