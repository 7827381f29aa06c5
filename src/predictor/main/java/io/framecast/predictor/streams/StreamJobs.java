package io.framecast.predictor.streams;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Runs jobs of several streams side by side. One that wants memory runs again alone, when all
 * others are done: first with the workers' own memory freed, then with all other streams in the
 * local store, as far as it takes them.
 */
final class StreamJobs {
  private final Workers workers;
  private final StateCache residents;

  StreamJobs(Workers workers, StateCache residents) {
    this.workers = workers;
    this.residents = residents;
  }

  /** What is to be done with one stream. */
  interface Job {
    StreamProcessor stream();

    /**
     * Does it, or continues it.
     *
     * @return false where it wants memory; true, whatever happens, at the last attempt
     */
    boolean run(WorkerContext desk, boolean isLast);
  }

  void run(Collection<? extends Job> jobs) {
    ConcurrentLinkedQueue<Job> again = new ConcurrentLinkedQueue<>();
    List<Consumer<WorkerContext>> first = new ArrayList<>(jobs.size());
    for (Job job : jobs) {
      first.add(
          desk -> {
            if (!job.run(desk, false)) {
              again.add(job);
            }
          });
    }
    workers.run(first);
    for (Job job : again) {
      workers.free();
      residents.reserve(List.of(job.stream()), job.stream().spilledBytes());
      if (!runAlone(job, false)) {
        workers.free();
        residents.evictOthers(job.stream());
        runAlone(job, true);
      }
    }
  }

  private boolean runAlone(Job job, boolean isLast) {
    AtomicBoolean done = new AtomicBoolean();
    Consumer<WorkerContext> alone = desk -> done.set(job.run(desk, isLast));
    workers.run(List.of(alone));
    return done.get();
  }
}
