package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** Finds secrets in manifests: Secrets are only referred to, and created elsewhere. */
final class PlainSecrets implements Check {
  private static final Pattern NAME =
      Pattern.compile("(?i).*(token|password|passwd|secret|jaas|credential|private.?key).*");
  private static final Pattern VALUE =
      Pattern.compile(
          "(?is).*(password\\s*=|-----BEGIN [A-Z ]*PRIVATE KEY|://[^/\\s:]+:[^@\\s]+@).*");

  @Override
  public void check(Manifests manifests, Faults faults) {
    manifests.of("Secret").forEach(secret -> faults.add(secret, "kind", "no Secret", "one"));
    manifests
        .of("ConfigMap")
        .forEach(
            map ->
                Manifest.members(map.at("/data"))
                    .forEach((name, value) -> check(map, name, value, faults)));
    manifests
        .workloads()
        .forEach(
            workload -> {
              for (JsonNode container : workload.containers()) {
                for (JsonNode variable : container.path("env")) {
                  if (variable.has("value")) {
                    String name = variable.path("name").asText();
                    check(workload, name, variable.path("value").asText(), faults);
                  }
                }
                for (String list : new String[] {"args", "command"}) {
                  Manifest.texts(container.path(list))
                      .forEach(text -> check(workload, list, text, faults));
                }
              }
            });
  }

  private static void check(Manifest where, String name, String value, Faults faults) {
    boolean named = NAME.matcher(name).matches() && !value.isEmpty();
    if (named || VALUE.matcher(value).matches()) {
      faults.add(where, name, "a reference to a Secret", "a value");
    }
  }
}
