package io.framecast.predictor.streams;

import java.util.List;

/** Ends the replay of one stream, as a job of a worker. */
final class FinishRestoreJob implements StreamJob {
  private final StreamProcessor stream;
  private List<Output> outputs = List.of();

  FinishRestoreJob(StreamProcessor stream) {
    this.stream = stream;
  }

  @Override
  public StreamProcessor stream() {
    return stream;
  }

  /** Returns the outputs to write, after the job has run. */
  List<Output> outputs() {
    return outputs;
  }

  @Override
  public void run(WorkerContext worker, boolean isLast) throws MemoryShortageException {
    List<Output> restored = stream.restorer().finish(worker, isLast);
    outputs = Output.concat(restored, stream.finishBatch(true));
  }
}
