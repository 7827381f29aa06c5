package io.framecast.predictor.streams;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One stream's share of a batch: its records, in order, and their results. */
final class StreamShare implements StreamJob {
  private final StreamProcessor stream;
  private final PartitionProcessor partition;
  private final List<Item> items = new ArrayList<>(8);
  private final List<RecordResult> results = new ArrayList<>(8);

  /**
   * One record.
   *
   * @param place of it in the batch
   */
  private record Item(int place, ConsumerRecord<byte[], byte[]> record, ProcessingMode mode) {}

  StreamShare(StreamProcessor stream, PartitionProcessor partition) {
    this.stream = stream;
    this.partition = partition;
  }

  void add(int place, ConsumerRecord<byte[], byte[]> record, ProcessingMode mode) {
    items.add(new Item(place, record, mode));
  }

  int size() {
    return items.size();
  }

  @Override
  public StreamProcessor stream() {
    return stream;
  }

  /** Is run by one worker at a time; the end of the batch makes the results visible. */
  @Override
  public void run(WorkerContext worker, boolean isLast) throws MemoryShortageException {
    while (results.size() < items.size()) {
      Item item = items.get(results.size());
      results.add(stream.process(item.record, worker, item.mode, isLast));
    }
    List<Output> owed = stream.finishBatch(isLast);
    int last = results.size() - 1;
    results.set(last, results.get(last).between(List.of(), owed));
  }

  /** Lets the partition take note of the stream, and puts the results where they stand. */
  void finish(RecordResult[] all) {
    partition.reindex(stream);
    for (int i = 0; i < items.size(); i++) {
      all[items.get(i).place] = results.get(i);
    }
  }
}
