package io.framecast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The manifests of k8s/ have no faults. */
@EnabledIf("io.framecast.deploy.Kustomize#isThere")
class OverlaysTest {

  @ParameterizedTest
  @FieldSource("io.framecast.deploy.Kustomize#OVERLAYS")
  void findsNoFaultInAnOverlay(String overlay) {
    Manifests manifests = Kustomize.overlay(overlay);

    assertThat(Check.faults(manifests)).as(overlay).isEmpty();
    assertThat(manifests.workloads().map(Manifest::name))
        .containsExactlyInAnyOrder("framecast-predictor", "framecast-trainer", "framecast-console");
  }

  @Test
  void connectsServicesToTheBrokerOfTheirOverlay() {
    for (String overlay : Kustomize.OVERLAYS) {
      Manifests manifests = Kustomize.overlay(overlay);
      assertThat(manifests.workloads())
          .allSatisfy(
              workload ->
                  assertThat(Variables.of(manifests, workload))
                      .as(overlay + ", " + workload)
                      .containsKey("KAFKA_BOOTSTRAP_SERVERS")
                      .containsEntry("MICRONAUT_SERVER_HOST", "0.0.0.0"));
    }
  }

  @Test
  void listsEveryFileInItsKustomization() throws IOException {
    for (Path file : Kustomize.files()) {
      String name = String.valueOf(file.getFileName());
      if (!name.equals("kustomization.yaml")) {
        assertThat(Files.readString(file.resolveSibling("kustomization.yaml"))).contains(name);
      }
    }
  }
}
