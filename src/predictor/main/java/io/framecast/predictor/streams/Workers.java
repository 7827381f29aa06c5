package io.framecast.predictor.streams;

import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
 *
 * <p>If memory for work space is short, fewer workers are active. Each has its own thread, since
 * the C library keeps freed memory for the thread that had it: with 16 threads in turn, 512x512
 * frames took 110 MB for each of them.
 */
public final class Workers implements AutoCloseable {
  /** After this many batches without a shortage, the number of active workers doubles. */
  private static final int PATIENCE = 50;

  private final List<ExecutorService> threads = new ArrayList<>();
  private final List<WorkerContext> workers = new ArrayList<>();
  private int active;
  private int goodBatches;

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
    active = count;
    for (int i = 0; i < count; i++) {
      String name = "framecast-worker-" + (i + 1);
      threads.add(
          Executors.newSingleThreadExecutor(
              task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
              }));
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
    Set<WorkerContext> shortOfMemory = ConcurrentHashMap.newKeySet();
    int used = Math.min(jobs.size(), active);
    List<Future<?>> shares = new ArrayList<>();
    for (int i = 0; i < used; i++) {
      WorkerContext worker = workers.get(i);
      shares.add(
          threads
              .get(i)
              .submit(
                  () -> {
                    for (int job; (job = next.getAndIncrement()) < jobs.size(); ) {
                      try {
                        jobs.get(job).run(worker, isLast);
                      } catch (MemoryShortageException e) {
                        unfinished.add(jobs.get(job));
                        shortOfMemory.add(worker);
                      }
                    }
                  }));
    }
    await(shares);
    adapt(used, shortOfMemory.size());
    return List.copyOf(unfinished);
  }

  /** Adapts the number of active workers to the memory that there was for a batch. */
  private void adapt(int used, int withoutMemory) {
    if (withoutMemory > 0) {
      active = Math.max(1, Math.min(active, used - withoutMemory));
      goodBatches = 0;
    } else if (used == active && ++goodBatches >= PATIENCE) {
      active = Math.min(workers.size(), 2 * active);
      goodBatches = 0;
    }
  }

  /** Waits for all shares, and throws the first failure after the last one has ended. */
  private static void await(List<Future<?>> shares) {
    Throwable failure = null;
    for (Future<?> share : shares) {
      try {
        share.get();
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted before the batch ended", e);
      }
    }
    if (failure instanceof RuntimeException cause) {
      throw cause;
    }
    if (failure != null) {
      throw new IllegalStateException("a worker failed: " + failure, failure);
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
    threads.forEach(ExecutorService::shutdown);
    try {
      for (ExecutorService thread : threads) {
        if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
          return; // a running step still uses its memory
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    workers.forEach(WorkerContext::close);
  }
}
