package io.framecast.predictor.streams;

import java.util.List;

/**
 * Runs jobs of several streams in parallel. A job that runs out of memory runs again alone after
 * all others: first with the workers' own memory freed, then with all other states spilled to disk
 * as far as possible.
 */
final class StreamJobs {
  private final Workers workers;
  private final StateCache cache;

  StreamJobs(Workers workers, StateCache cache) {
    this.workers = workers;
    this.cache = cache;
  }

  void run(List<? extends StreamJob> jobs) {
    for (StreamJob job : workers.run(jobs, false)) {
      workers.free();
      cache.reserve(List.of(job.stream()), job.stream().spilledBytes());
      if (!workers.run(List.of(job), false).isEmpty()) {
        workers.free();
        cache.evictOthers(job.stream());
        workers.run(List.of(job), true);
      }
    }
  }
}
