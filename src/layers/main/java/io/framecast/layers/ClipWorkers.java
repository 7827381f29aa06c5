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
 * Runs tasks on one thread per core, each with single-threaded native operations. So one thread
 * computes a clip from its first to its last frame and does not wait for others after every frame.
 * OpenMP's threads spin for milliseconds after each operation, and here they never take the core of
 * a gate loop. The number of OpenMP threads is a setting of the calling thread, so this pool has
 * its own threads.
 */
final class ClipWorkers {
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

  private ClipWorkers() {}

  /**
   * Runs tasks 0 to count - 1, each once, on any worker in any order; returns after all of them.
   */
  static void forEach(int count, IntConsumer task) {
    if (count == 1 && Threads.threads() > 1) {
      task.accept(0); // a single task may use OpenMP's threads
      return;
    }
    Nd4j.getExecutioner(); // initialise ND4J here: a worker that did it would deadlock
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (int worker = 0; worker < Math.min(Math.min(COUNT, Threads.threads()), count); worker++) {
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
          interrupted = true; // the workers use shared buffers, so wait for all of them
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
