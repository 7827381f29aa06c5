package io.framecast.predictor.streams;

import io.framecast.convlstm.Step;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.StreamId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Records to answers: streams side by side, each stream's records in their order. */
public final class Batch {
  private final Serving serving;
  private final Workers workers;

  public Batch(Serving serving, Workers workers) {
    this.serving = serving;
    this.workers = workers;
  }

  /**
   * Answers every record; the answers stand in the records' order.
   *
   * @param owner of an assigned partition
   */
  public List<Answer> answer(
      List<ConsumerRecord<byte[], byte[]>> records,
      Function<TopicPartition, PartitionStreams> owner) {
    Answer[] answers = new Answer[records.size()];
    Map<Stream, Job> jobs = new HashMap<>();
    Map<TopicPartition, PartitionStreams> owners = new HashMap<>();
    for (int i = 0; i < answers.length; i++) {
      ConsumerRecord<byte[], byte[]> record = records.get(i);
      PartitionStreams streams =
          owners.computeIfAbsent(new TopicPartition(record.topic(), record.partition()), owner);
      streams.cameFrom(record.offset());
      try {
        Stream stream = streams.stream(StreamId.of(record.key()));
        jobs.computeIfAbsent(stream, s -> new Job(s, records, answers)).add(i);
      } catch (RefusedFrameException e) {
        answers[i] = Answer.refused(false, List.of(serving.deadLetter(record, e)));
      }
    }
    List<Job> longestFirst = new ArrayList<>(jobs.values());
    longestFirst.sort(Comparator.comparingInt((Job job) -> job.size).reversed());
    workers.run(longestFirst);
    owners.values().forEach(PartitionStreams::tidy);
    return Arrays.asList(answers);
  }

  /** One stream's share of the batch. */
  private static final class Job implements Consumer<Step> {
    private final Stream stream;
    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final Answer[] answers;
    private int[] places = new int[8];
    private int size;

    Job(Stream stream, List<ConsumerRecord<byte[], byte[]>> records, Answer[] answers) {
      this.stream = stream;
      this.records = records;
      this.answers = answers;
    }

    void add(int place) {
      if (size == places.length) {
        places = Arrays.copyOf(places, 2 * size);
      }
      places[size++] = place;
    }

    /** Each place is written by one worker only; the end of the batch makes all of them visible. */
    @Override
    public void accept(Step step) {
      for (int i = 0; i < size; i++) {
        answers[places[i]] = stream.answer(records.get(places[i]), step);
      }
    }
  }
}
