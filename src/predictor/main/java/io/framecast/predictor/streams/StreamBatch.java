package io.framecast.predictor.streams;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Processes one stream's records of a batch, in order, and holds their results. */
final class StreamBatch implements StreamJob {
  private final StreamProcessor stream;
  private final PartitionProcessor partition;
  private final List<Item> items = new ArrayList<>(8);
  private final List<RecordResult> results = new ArrayList<>(8);

  /**
   * Holds one record.
   *
   * @param index of the record in the batch
   */
  private record Item(int index, ConsumerRecord<byte[], byte[]> record, ProcessingMode mode) {}

  StreamBatch(StreamProcessor stream, PartitionProcessor partition) {
    this.stream = stream;
    this.partition = partition;
  }

  void add(int index, ConsumerRecord<byte[], byte[]> record, ProcessingMode mode) {
    items.add(new Item(index, record, mode));
  }

  int size() {
    return items.size();
  }

  @Override
  public StreamProcessor stream() {
    return stream;
  }

  /** Processes the records. One worker runs it; the end of the batch makes the results visible. */
  @Override
  public void run(WorkerContext worker, boolean isLast) throws MemoryShortageException {
    while (results.size() < items.size()) {
      Item item = items.get(results.size());
      RecordResult result = stream.process(item.record, worker, item.mode, isLast);
      results.add(item.mode.isReplay() ? result : result.withIgnoredHeaders(item.record));
    }
    List<Output> written = stream.finishBatch(isLast);
    int last = results.size() - 1;
    results.set(last, results.get(last).between(List.of(), written));
  }

  /** Updates the partition's index, and copies the results to their indexes in the batch. */
  void finish(RecordResult[] all) {
    partition.reindex(stream);
    for (int i = 0; i < items.size(); i++) {
      all[items.get(i).index] = results.get(i);
    }
  }
}
