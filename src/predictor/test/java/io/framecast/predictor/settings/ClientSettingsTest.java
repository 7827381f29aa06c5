package io.framecast.predictor.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.predictor.settings.ClientSettings.Instance;
import io.framecast.service.InvalidSettingException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientSettingsTest {
  private static final Instance INSTANCE = new Instance("id", true);

  @Test
  void rejectsAGroupProtocolThatTheServiceDoesNotUse() {
    assertThat(new ClientSettings(Map.of("group.protocol", "CLASSIC"), INSTANCE).consumer())
        .containsEntry("group.instance.id", "id");
    assertThatThrownBy(() -> new ClientSettings(Map.of("group.protocol", "consumer"), INSTANCE))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "kafka.group.protocol: expected classic, found consumer: the settings of a takeover and the"
                + " static members of the group need it; leave the setting out");
  }
}
