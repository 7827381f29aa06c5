package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.scheduling.annotation.Scheduled;
import org.junit.jupiter.api.Test;

class PredictorStartTest {

  /** Anything that starts beside a context that then fails would end in its own stack trace. */
  @Test
  void nothingStartsBesideAFailingContext() {
    try (ApplicationContext context =
        ApplicationContext.builder().overrideConfigLocations(Predictor.KIND.locations()).start()) {
      assertThat(context.getAllBeanDefinitions())
          .isNotEmpty()
          .flatExtracting(bean -> bean.getExecutableMethods())
          .filteredOn(method -> method.hasAnnotation(Scheduled.class))
          .isEmpty();
    }
  }
}
