package io.framecast.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.topics.models.InvalidModelException;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class WeightsGuardTest {

  @Test
  void returnsTheResultOfASuccessfulUse() {
    assertThat(WeightsGuard.<String>use("v1", () -> "found")).isEqualTo("found");
  }

  @Test
  void anExceptionThatWeightsCauseRejectsTheirVersion() {
    List<Throwable> causes =
        List.of(
            new IllegalArgumentException("expected 1 channel, found 2"),
            new IllegalStateException("native convolution failed"),
            new NullPointerException(),
            new ArithmeticException("integer overflow"),
            new OutOfMemoryError("Java heap space"),
            new StackOverflowError());
    for (Throwable cause : causes) {
      assertThatThrownBy(() -> use(cause))
          .as(cause.toString())
          .isInstanceOf(InvalidModelException.class)
          .hasMessageStartingWith("version v1: expected ")
          .hasMessageContaining(", found ");
    }
  }

  @Test
  void aBrokerIsNoFaultOfAnyWeights() {
    for (KafkaException cause :
        List.of(new KafkaException("closed"), new TimeoutException("8 s"))) {
      assertThatThrownBy(() -> use(cause)).isSameAs(cause);
    }
  }

  private static void use(Throwable cause) {
    Object unused =
        WeightsGuard.use(
            "v1",
            () -> {
              if (cause instanceof Error error) {
                throw error;
              }
              throw (RuntimeException) cause;
            });
  }
}
