package io.framecast.predictor.streams;

import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A fixed number of threads, each at a desk of its own. A job, which is one stream's share of a
 * batch, runs on one of them from beginning to end; no lock is taken but to begin and end a batch.
 */
public final class Workers implements AutoCloseable {
  private final ExecutorService threads;
  private final List<WorkerContext> desks = new ArrayList<>();

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
      WorkerContext desk = new WorkerContext(make);
      desk.step(first);
      desks.add(desk);
    }
  }

  /**
   * Runs the jobs, begun in their order, and returns when all are done. What a job throws is thrown
   * here once the others have ended.
   */
  void run(List<? extends Consumer<WorkerContext>> jobs) {
    AtomicInteger next = new AtomicInteger();
    List<Callable<Void>> shares = new ArrayList<>();
    for (WorkerContext desk : desks.subList(0, Math.min(jobs.size(), desks.size()))) {
      shares.add(
          () -> {
            for (int job; (job = next.getAndIncrement()) < jobs.size(); ) {
              jobs.get(job).accept(desk);
            }
            return null;
          });
    }
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
    desks.forEach(desk -> desk.keepOnly(used));
  }

  /** Between two batches: frees all that they compute with; it is made again when it is needed. */
  public void free() {
    desks.forEach(WorkerContext::free);
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
    desks.forEach(WorkerContext::close);
  }
}
