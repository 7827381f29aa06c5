package io.framecast.predictor.streams;

import java.util.List;

/**
 * Runs jobs of several streams side by side. A job that wants memory runs again alone, when all
 * others are done: first with the workers' own memory freed, then with all other streams in the
 * local store, as far as it takes them.
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
