package io.framecast.predictor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private static final int COUNT = 6;

  @AutoClose private final Workers workers = new Workers(CameraRecords.WEIGHTS, COUNT);
  private final Set<String> threads = ConcurrentHashMap.newKeySet();

  @Test
  void onlyAsManyWorkersAreActiveAsHaveMemory() {
    assertThat(run(COUNT, name -> name.matches(".*-[12]"))).hasSize(COUNT - 2);
    threads.clear();
    for (int batch = 0; batch < 5; batch++) {
      assertThat(run(2, name -> true)).isEmpty();
    }
    assertThat(threads).containsExactlyInAnyOrder("framecast-worker-1", "framecast-worker-2");
    for (int batch = 0; batch < 200; batch++) {
      assertThat(run(1, name -> true)).isEmpty();
    }
    run(COUNT, name -> true);
    assertThat(threads).as("all are active again").hasSize(COUNT);
  }

  @Test
  void oneWorkerStaysActiveWithoutAnyMemory() {
    assertThat(run(COUNT, name -> false)).hasSize(COUNT);
    assertThat(run(1, name -> true)).isEmpty();
  }

  /**
   * Runs a job for each worker.
   *
   * @param atOnce this many of them run at the same time
   * @param hasMemory tests a worker's name
   * @return the jobs that found no memory
   */
  private List<StreamJob> run(int atOnce, Predicate<String> hasMemory) {
    CountDownLatch begun = new CountDownLatch(atOnce);
    List<StreamJob> jobs = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      jobs.add(
          new StreamJob() {
            @Override
            public StreamProcessor stream() {
              throw new UnsupportedOperationException();
            }

            @Override
            public void run(WorkerContext worker, boolean isLast) throws MemoryShortageException {
              begun.countDown();
              await(begun);
              threads.add(Thread.currentThread().getName());
              if (!hasMemory.test(Thread.currentThread().getName())) {
                throw new MemoryShortageException(new OutOfMemoryError("none left"));
              }
            }
          });
    }
    return workers.run(jobs, false);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).as("jobs at the same time").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
