package io.framecast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.service.InvalidSettingException;
import io.framecast.service.SettingReader;
import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.MapPropertySource;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The services accept the settings of a pod's environment. */
@EnabledIf("io.framecast.deploy.Kustomize#isThere")
class SettingsInManifestsTest {

  @ParameterizedTest
  @FieldSource("io.framecast.deploy.Kustomize#OVERLAYS")
  void acceptsTheSettingsInPredictorAndTrainer(String overlay) {
    Manifests manifests = Kustomize.overlay(overlay);
    Map<String, String> predictor =
        Variables.of(manifests, manifests.one("StatefulSet", "framecast-predictor"));
    Map<String, String> trainer =
        Variables.of(manifests, manifests.one("Deployment", "framecast-trainer"));

    assertThat(refusal("predictor", predictor)).as(overlay).isEmpty();
    assertThat(refusal("trainer", trainer)).as(overlay).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("io.framecast.deploy.Kustomize#OVERLAYS")
  void passesTheSettingsToTheKafkaClients(String overlay) {
    Manifests manifests = Kustomize.overlay(overlay);
    Map<String, String> variables =
        Variables.of(manifests, manifests.one("StatefulSet", "framecast-predictor"));
    try (Environment environment = environment(variables)) {
      Properties clients = new KafkaDefaultConfiguration(environment).getConfig();
      variables.forEach(
          (name, value) -> {
            if (name.startsWith("KAFKA_")) {
              String property =
                  name.substring("KAFKA_".length())
                      .toLowerCase(java.util.Locale.ROOT)
                      .replace('_', '.');
              assertThat(clients).as(overlay).containsEntry(property, value);
            }
          });
      assertThat(clients)
          .containsEntry("transactional.id", "framecast-predictor-0.a-namespace")
          .containsEntry("group.instance.id", "framecast-predictor-0.a-namespace");
    }
  }

  /** Returns why the service rejects them, empty if it accepts them. */
  static String refusal(String service, Map<String, String> variables) {
    try (Environment environment = environment(variables)) {
      if (service.equals("predictor")) {
        io.framecast.predictor.settings.PredictorSettings.read(new SettingReader(environment));
      } else {
        io.framecast.trainer.service.TrainerSettings.read(new SettingReader(environment));
      }
      return "";
    } catch (InvalidSettingException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Returns variables as the environment of a process. */
  private static final class OfAPod extends MapPropertySource {
    OfAPod(Map<String, Object> variables) {
      super("pod", variables);
    }

    @Override
    public PropertyConvention getConvention() {
      return PropertyConvention.ENVIRONMENT_VARIABLE;
    }
  }

  static Environment environment(Map<String, String> variables) {
    Map<String, Object> values = Map.copyOf(variables);
    Environment environment =
        ApplicationContext.builder()
            .environmentPropertySource(false)
            .bootstrapEnvironment(false)
            .propertySources(new OfAPod(values))
            .build()
            .getEnvironment();
    environment.start();
    return environment;
  }
}
