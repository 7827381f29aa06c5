package io.framecast.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ForecastDemandTest {
  private final AtomicLong clock = new AtomicLong(-5);
  private final ForecastDemand demand = new ForecastDemand(clock::get);

  @Test
  void isPresentForAMinuteAfterTheStartAndAfterItWasNoted() {
    assertThat(demand.isPresent()).isTrue();
    clock.addAndGet(ForecastDemand.KEPT.toNanos());
    assertThat(demand.isPresent()).isFalse();
    demand.note();
    clock.addAndGet(ForecastDemand.KEPT.toNanos() - 1);
    assertThat(demand.isPresent()).isTrue();
    clock.incrementAndGet();
    assertThat(demand.isPresent()).isFalse();
  }
}
