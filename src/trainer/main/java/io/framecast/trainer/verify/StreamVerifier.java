package io.framecast.trainer.verify;

import io.framecast.topics.RecordPosition;
import io.framecast.topics.StreamId;
import io.framecast.trainer.log.LogReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Verifies all published predictions of one stream: it finds the partitions that hold them, and has
 * each verified by a {@link PartitionVerifier}.
 */
public final class StreamVerifier {

  private final LogReader log;
  private final String framesTopic;
  private final String topic;
  private final String stream;
  private final byte[] key;

  public StreamVerifier(LogReader log, String framesTopic, String topic, String stream) {
    this.log = log;
    this.framesTopic = framesTopic;
    this.topic = topic;
    this.stream = stream;
    this.key = StreamId.bytes(stream);
  }

  /**
   * Verifies the predictions of the frames in this range. There is one result for every partition
   * with such frames of the stream; that is one partition if all its producers agree. It skips
   * records that are no predictions, since anyone may write some.
   *
   * @throws MismatchException for the first prediction that differs from what the log gives
   * @throws UnverifiableException if there is nothing to verify, or something is missing for it
   */
  public VerificationReport check(
      KnownWeights weights, AcceptanceSettings acceptance, SourceRange range) {
    return log.ask(
        () -> {
          PublishedReader reader =
              new PublishedReader(Set.copyOf(log.partitions(framesTopic)), acceptance.limits());
          PredictionPartitions partitions = partitions(reader);
          List<VerificationResult> results = new ArrayList<>();
          for (Map.Entry<TopicPartition, TopicPartition> home : partitions.ofFrames().entrySet()) {
            VerificationResult result =
                check(home.getKey(), home.getValue(), reader, weights, acceptance, range);
            if (result.first() != null) {
              results.add(result);
            }
          }
          requireSome(results, partitions.skipped(), range);
          return new VerificationReport(results, partitions.skipped());
        });
  }

  private VerificationResult check(
      TopicPartition frames,
      TopicPartition home,
      PublishedReader reader,
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
    // opened before the frames, so that the frame of each prediction is among them
    try (Stream<ConsumerRecord<byte[], byte[]>> records = log.records(List.of(home), key, 0)) {
      Stream<PublishedRecord> published =
          records.map(reader::read).filter(one -> partition(one) == frames.partition());
      return PartitionVerifier.verify(published, weights, acceptance, frameLog, range);
    }
  }

  /** Returns the partition of the frame that a record names; -1 if it names none. */
  private static int partition(PublishedRecord published) {
    if (published instanceof PublishedRecord.Whole whole) {
      return whole.prediction().source().partition();
    }
    RecordPosition frame = ((PublishedRecord.Malformed) published).frame();
    return frame == null ? -1 : frame.partition();
  }

  /**
   * The partitions that hold the predictions of the stream.
   *
   * @param ofFrames maps every partition with frames of the stream to that of their predictions
   */
  private record PredictionPartitions(
      Map<TopicPartition, TopicPartition> ofFrames, SkippedRecords skipped) {}

  private PredictionPartitions partitions(PublishedReader reader) {
    Map<TopicPartition, TopicPartition> partitions =
        new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
    SkippedRecords skipped = SkippedRecords.NONE;
    try (Stream<ConsumerRecord<byte[], byte[]>> records =
        log.records(log.partitions(topic), key, 0)) {
      for (PublishedRecord one : (Iterable<PublishedRecord>) records.map(reader::read)::iterator) {
        if (one instanceof PublishedRecord.Malformed malformed) {
          skipped = skipped.with(malformed);
        } else if (one instanceof PublishedRecord.Whole whole) {
          addPartition(partitions, whole);
        }
      }
    }
    return new PredictionPartitions(partitions, skipped);
  }

  private void addPartition(
      Map<TopicPartition, TopicPartition> partitions, PublishedRecord.Whole one) {
    RecordPosition source = one.prediction().source();
    TopicPartition home = new TopicPartition(topic, one.at().partition());
    TopicPartition other =
        partitions.putIfAbsent(new TopicPartition(source.topic(), source.partition()), home);
    if (other != null && !other.equals(home)) {
      throw new MismatchException(
          source,
          String.format(
              Locale.ROOT, "expected its prediction in %s as others, found it in %s", other, home));
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
              topic,
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
              framesTopic));
    }
  }
}
