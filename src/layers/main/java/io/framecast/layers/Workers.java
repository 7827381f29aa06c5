package io.framecast.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * One thread a core, each running its native operations alone. A clip is then computed from its
 * first to its last frame by one thread without waiting for the others after every frame, and the
 * threads of OpenMP, which spin for milliseconds after each operation, never take the core of a
 * gate loop. The number of OpenMP threads is a setting of the calling thread, hence threads of our
 * own.
 */
final class Workers {
  static final int COUNT = Math.max(1, Runtime.getRuntime().availableProcessors());

  private static final ExecutorService POOL =
      Executors.newFixedThreadPool(
          COUNT,
          work -> {
            Thread thread =
                new Thread(
                    () -> {
                      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
                      work.run();
                    },
                    "framecast-layers");
            thread.setDaemon(true);
            return thread;
          });

  private Workers() {}

  /**
   * Runs tasks 0 to count - 1, each once, on any worker in any order; returns when all are done.
   */
  static void each(int count, IntConsumer task) {
    if (count == 1 && Threads.used() > 1) {
      task.accept(0); // alone, it may have OpenMP's threads
      return;
    }
    Nd4j.getExecutioner(); // a worker must not be the one that initialises ND4J: it would deadlock
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (int worker = 0; worker < Math.min(Math.min(COUNT, Threads.used()), count); worker++) {
      running.add(
          POOL.submit(
              () -> {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                  task.accept(i);
                }
              }));
    }
    await(running);
  }

  private static void await(List<Future<?>> running) {
    Throwable failure = null;
    boolean interrupted = false;
    for (Future<?> future : running) {
      for (boolean done = false; !done; ) {
        try {
          future.get();
          done = true;
        } catch (InterruptedException e) {
          interrupted = true; // buffers are shared with the workers: leave only when they are done
        } catch (ExecutionException e) {
          failure = e.getCause();
          done = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }
}
