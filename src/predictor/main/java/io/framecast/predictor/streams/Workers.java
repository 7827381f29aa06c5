package io.framecast.predictor.streams;

import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Runs jobs on a fixed number of threads, each with a worker context of its own. A job runs on one
 * thread from start to end; only the start and the end of a batch take a lock.
 */
public final class Workers implements AutoCloseable {
  private final ExecutorService threads;
  private final List<WorkerContext> workers = new ArrayList<>();

  /**
   * Starts the threads.
   *
   * @param first weights whose steps are created at once
   */
  public Workers(Weights first, int count) {
    this(first, count, Step::new);
  }

  /**
   * Starts the threads.
   *
   * @param stepFactory creates a step, once for each version and worker
   */
  Workers(Weights first, int count, Function<Weights, Step> stepFactory) {
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, "framecast-worker-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < count; i++) {
      WorkerContext worker = new WorkerContext(stepFactory);
      worker.step(first);
      workers.add(worker);
    }
  }

  /**
   * Runs the jobs, started in their order, until all have ended. Returns those that ran out of
   * memory. An exception of a job is thrown here after the other workers have ended.
   */
  List<StreamJob> run(List<? extends StreamJob> jobs, boolean isLast) {
    AtomicInteger next = new AtomicInteger();
    Queue<StreamJob> unfinished = new ConcurrentLinkedQueue<>();
    List<Callable<Void>> shares = new ArrayList<>();
    for (WorkerContext worker : workers.subList(0, Math.min(jobs.size(), workers.size()))) {
      shares.add(
          () -> {
            for (int job; (job = next.getAndIncrement()) < jobs.size(); ) {
              try {
                jobs.get(job).run(worker, isLast);
              } catch (MemoryShortageException e) {
                unfinished.add(jobs.get(job));
              }
            }
            return null;
          });
    }
    await(shares);
    return List.copyOf(unfinished);
  }

  private void await(List<Callable<Void>> shares) {
    try {
      for (Future<Void> share : threads.invokeAll(shares)) {
        share.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a worker failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the batch ended", e);
    }
  }

  /** Frees the steps of versions that are no longer used; only between two batches. */
  void keepOnly(Predicate<String> used) {
    workers.forEach(worker -> worker.keepOnly(used));
  }

  /** Frees all steps and saved copies of the workers; only between two batches. */
  public void free() {
    workers.forEach(WorkerContext::free);
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        return; // a running step still uses its memory
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    workers.forEach(WorkerContext::close);
  }
}
