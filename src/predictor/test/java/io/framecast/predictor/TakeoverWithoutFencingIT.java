package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests a broker that does not allow access to other clients' transactions. */
@Tag("proof")
class TakeoverWithoutFencingIT {

  @Test
  void waitsForTheTransactionToTimeOut() throws Exception {
    Takeover takeover = new Takeover();
    double seconds = takeover.seconds(Set.of(ApiKeys.LIST_TRANSACTIONS));
    System.out.printf("a takeover without fencing took %.1f s%n", seconds);
    assertThat(seconds).as(takeover.reference.where()).isBetween(14.0, 40.0);
  }
}
