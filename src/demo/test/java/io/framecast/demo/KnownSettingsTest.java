package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.console.Console;
import io.framecast.predictor.Predictor;
import io.framecast.service.KnownSettings;
import io.framecast.service.ServiceDefinition;
import io.framecast.service.ServiceProcess;
import io.framecast.service.Setting;
import io.framecast.service.SettingReader;
import io.framecast.trainer.service.Trainer;
import io.micronaut.context.env.DefaultEnvironment;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the shared list of settings against what each service reads. */
class KnownSettingsTest {
  private static final List<ServiceDefinition> SERVICES =
      List.of(Predictor.KIND, Trainer.KIND, Console.KIND);

  @Test
  void namesWhatTheServicesRead() {
    Set<String> read = new TreeSet<>();
    SERVICES.forEach(service -> settings(service, Map.of()).forEach(s -> read.add(s.name())));
    assertThat(new TreeSet<>(KnownSettings.NAMES)).isEqualTo(read);
  }

  @Test
  void everyServiceAcceptsTheSettingsOfAll() {
    Map<String, Object> all = new HashMap<>();
    for (ServiceDefinition service : SERVICES) {
      for (Setting setting : settings(service, Map.of())) {
        all.put("framecast." + setting.name(), setting.defaultValue());
      }
    }
    for (ServiceDefinition service : SERVICES) {
      assertThat(settings(service, all)).as(service.name()).isNotEmpty();
    }
  }

  @Test
  void theHelpOfEveryServiceListsItsSettings() throws Exception {
    for (ServiceDefinition service : SERVICES) {
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      PrintStream out = System.out;
      System.setOut(new PrintStream(printed, true, UTF_8));
      try {
        assertThat(ServiceProcess.run(service, "--help")).isZero();
      } finally {
        System.setOut(out);
      }
      assertThat(printed.toString(UTF_8))
          .contains("src/" + service.name() + "/README.md")
          .contains(
              settings(service, Map.of()).stream()
                  .map(s -> "framecast." + s.name() + " ")
                  .toList());
    }
  }

  private static List<Setting> settings(ServiceDefinition service, Map<String, Object> given) {
    try (Environment environment = new DefaultEnvironment(() -> List.of("test"))) {
      environment.addPropertySource(PropertySource.of("given", given));
      SettingReader reader = new SettingReader(environment.start());
      service.reader().accept(reader);
      return reader.settings();
    }
  }
}
