package io.framecast.predictor.streams;

import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.StreamId;
import io.framecast.topics.UnfetchableRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Records to answers: streams side by side, each stream's records in their order. */
public final class BatchProcessor {
  private final StateCache cache;
  private final WeightsPool weights;
  private final OutputRecords output;
  private final Workers workers;

  public BatchProcessor(StreamFactory streams, Workers workers) {
    this.cache = streams.cache();
    this.weights = streams.weights();
    this.output = streams.output();
    this.workers = workers;
  }

  /**
   * Answers the records; the answers stand in the records' order.
   *
   * @param owner of an assigned partition
   */
  public BatchResult answer(
      List<ConsumerRecord<byte[], byte[]>> records,
      Function<TopicPartition, PartitionProcessor> owner) {
    RecordResult[] answers = new RecordResult[records.size()];
    Map<StreamProcessor, Job> jobs = new HashMap<>();
    Map<TopicPartition, PartitionProcessor> owners = new HashMap<>();
    Map<TopicPartition, Long> last = new HashMap<>();
    for (int i = 0; i < answers.length; i++) {
      ConsumerRecord<byte[], byte[]> record = records.get(i);
      TopicPartition from = new TopicPartition(record.topic(), record.partition());
      PartitionProcessor streams = owners.computeIfAbsent(from, owner);
      last.put(from, record.offset());
      streams.cameAt(record.timestamp());
      ProcessingMode mode = streams.mode(record.offset());
      try {
        StreamProcessor stream = streams.stream(id(record), mode);
        if (stream != null) {
          jobs.computeIfAbsent(stream, s -> new Job(s, streams, records, answers)).add(i);
        }
      } catch (RefusedFrameException e) {
        answers[i] = RecordResult.refused(output.deadLetter(record, e));
      }
    }
    long spilled = jobs.keySet().stream().mapToLong(StreamProcessor::spilledBytes).sum();
    cache.reserve(jobs.keySet(), spilled);
    List<Job> longestFirst = new ArrayList<>(jobs.values());
    longestFirst.sort(Comparator.comparingInt((Job job) -> job.size).reversed());
    new StreamJobs(workers, cache).run(longestFirst);
    longestFirst.forEach(job -> job.streams.tidy(job.stream));
    cache.evictToLimit();
    workers.keepOnly(weights::isUsed);
    List<ProducerRecord<byte[], byte[]>> due = new ArrayList<>();
    owners.forEach(
        (from, streams) -> due.addAll(streams.due(last.getOrDefault(from, -1L), workers::free)));
    return turn(records, answers, owners, due);
  }

  private static String id(ConsumerRecord<byte[], byte[]> record) throws RefusedFrameException {
    if (record instanceof UnfetchableRecord unfetchable) {
      throw new RefusedFrameException(unfetchable.reason());
    }
    return StreamId.of(record.key());
  }

  /** What is said of it: nothing of what was answered before. */
  private static BatchResult turn(
      List<ConsumerRecord<byte[], byte[]>> records,
      RecordResult[] answers,
      Map<TopicPartition, PartitionProcessor> owners,
      List<ProducerRecord<byte[], byte[]>> due) {
    BatchResult turn = new BatchResult(new ArrayList<>(), new ArrayList<>(), due);
    for (int i = 0; i < answers.length; i++) {
      ConsumerRecord<byte[], byte[]> record = records.get(i);
      PartitionProcessor streams =
          owners.get(new TopicPartition(record.topic(), record.partition()));
      if (streams != null && streams.mode(record.offset()) != ProcessingMode.REPLAY) {
        turn.records().add(record);
        turn.answers().add(answers[i]);
      }
    }
    return turn;
  }

  /** One stream's share of the batch. */
  private static final class Job implements StreamJobs.Job {
    private final StreamProcessor stream;
    private final PartitionProcessor streams;
    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final RecordResult[] answers;
    private int[] places = new int[8];
    private int size;
    private int done;

    Job(
        StreamProcessor stream,
        PartitionProcessor streams,
        List<ConsumerRecord<byte[], byte[]>> records,
        RecordResult[] answers) {
      this.stream = stream;
      this.streams = streams;
      this.records = records;
      this.answers = answers;
    }

    void add(int place) {
      if (size == places.length) {
        places = Arrays.copyOf(places, 2 * size);
      }
      places[size++] = place;
    }

    @Override
    public StreamProcessor stream() {
      return stream;
    }

    /** Each place is written by one worker only; the end of the batch makes all of them visible. */
    @Override
    public boolean run(WorkerContext desk, boolean isLast) {
      for (; done < size; done++) {
        ConsumerRecord<byte[], byte[]> record = records.get(places[done]);
        RecordResult answer = stream.answer(record, desk, streams.mode(record.offset()), isLast);
        if (answer == null) {
          return false;
        }
        answers[places[done]] = answer;
      }
      return stream.settleDown(answers[places[size - 1]].records(), isLast);
    }
  }
}
