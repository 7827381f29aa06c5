package io.framecast.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.MutableHttpResponse;
import org.junit.jupiter.api.Test;

class BrowserSlotsTest {
  private final BrowserSlots slots = new BrowserSlots(4, 3);

  @Test
  void leavesSlotsToOtherAddresses() {
    take("a", 3);
    assertThat(status("a")).isEqualTo(429);
    assertThat(status("b")).isEqualTo(200);
    take("b", 1);
    assertThat(status("b")).isEqualTo(503);
    assertThat(status("c")).isEqualTo(503);
    assertThat(slots.taken()).isEqualTo(4);
  }

  @Test
  void acceptsAnAddressAgainAfterABrowserLeft() {
    take("a", 3);
    slots.release("a");
    assertThat(status("a")).isEqualTo(200);
    slots.release("a");
    slots.release("a");
    assertThat(slots.taken()).isZero();
    take("a", 3);
    assertThat(status("a")).isEqualTo(429);
  }

  private void take(String address, int browsers) {
    for (int i = 0; i < browsers; i++) {
      slots.take(address);
    }
  }

  /** Returns 200 for a browser that may connect. */
  private int status(String address) {
    MutableHttpResponse<?> refusal = slots.refusal(address);
    return refusal == null ? 200 : refusal.code();
  }
}
