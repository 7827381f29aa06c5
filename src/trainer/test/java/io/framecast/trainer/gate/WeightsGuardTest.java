package io.framecast.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Weights;
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
            new StackOverflowError());
    for (Throwable cause : causes) {
      assertThatThrownBy(() -> use(cause))
          .as(cause.toString())
          .isInstanceOf(InvalidModelException.class)
          .hasMessageStartingWith("version v1: expected ")
          .hasMessageContaining(", found ");
    }
  }

  /** The predictor's streams or a large clip may have the memory now. */
  @Test
  void aLackOfMemoryIsNoFaultOfAnyWeights() {
    assertThatThrownBy(() -> use(new OutOfMemoryError("Java heap space")))
        .isInstanceOf(EvaluationMemoryException.class)
        .hasMessage("version v1 cannot be used for lack of memory: Java heap space");
    Configuration configuration = Weights.shipped().configuration();
    assertThatThrownBy(
            () -> WeightsGuard.use("v1", () -> State.zero(configuration, 16_000, 14_000)))
        .isInstanceOf(EvaluationMemoryException.class)
        .hasMessageContaining("expected off-heap memory for ");
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
