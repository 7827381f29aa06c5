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
 * A fixed number of threads, each at a worker of its own. A job, which is one stream's share of a
 * batch, runs on one of them from beginning to end; no lock is taken but to begin and end a batch.
 */
public final class Workers implements AutoCloseable {
  private final ExecutorService threads;
  private final List<WorkerContext> workers = new ArrayList<>();

  /**
   * So many.
   *
   * @param first weights that they are ready for at once
   */
  public Workers(Weights first, int count) {
    this(first, count, Step::new);
  }

  /**
   * So many.
   *
   * @param make a step, once for each version and worker
   */
  Workers(Weights first, int count, Function<Weights, Step> make) {
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
      WorkerContext worker = new WorkerContext(make);
      worker.step(first);
      workers.add(worker);
    }
  }

  /**
   * Runs the jobs, begun in their order, and returns those that want memory when all have ended.
   * What a job throws is thrown here once the others have ended.
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
      throw new IllegalStateException("expected the batch to end, found an interrupt", e);
    }
  }

  /** Between two batches: frees what belongs to versions that nobody uses. */
  void keepOnly(Predicate<String> used) {
    workers.forEach(worker -> worker.keepOnly(used));
  }

  /** Between two batches: frees all that they compute with; it is made again when it is needed. */
  public void free() {
    workers.forEach(WorkerContext::free);
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        return; // a step that still runs must not lose its memory
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    workers.forEach(WorkerContext::close);
  }
}
