package io.framecast.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Renders the overlays of k8s/ with kubectl, which needs no cluster for that. */
final class Kustomize {
  static final List<String> OVERLAYS = List.of("plain", "strimzi", "keda");
  private static final Path K8S = Path.of("../../k8s").toAbsolutePath().normalize();

  private static final boolean THERE = check();

  private Kustomize() {}

  /** Returns whether kubectl is on the path; otherwise prints that tests are skipped. */
  static boolean isThere() {
    return THERE;
  }

  private static boolean check() {
    boolean found =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "kubectl")));
    if (!found) {
      System.out.println("kubectl is not installed: k8s/ is not checked");
    }
    return found;
  }

  /** Renders an overlay; throws {@link IllegalArgumentException} with kustomize's error. */
  static Manifests overlay(String name) {
    return render(K8S.resolve("overlays/" + name));
  }

  /** Renders a folder; throws {@link IllegalArgumentException} with kustomize's error. */
  static Manifests render(Path folder) {
    Path errors = Path.of("target", "kustomize-" + folder.getFileName() + ".err");
    try {
      Files.createDirectories(errors.getParent());
      Process process =
          new ProcessBuilder("kubectl", "kustomize", folder.toString())
              .redirectError(errors.toFile())
              .start();
      String yaml = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      String said = Files.readString(errors);
      if (status != 0 || !said.isEmpty()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%s: expected it to render without a word, found %s", folder, said));
      }
      return Manifests.parse(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns every file in k8s/ that kustomize may read. */
  static List<Path> files() {
    try (Stream<Path> all = Files.walk(K8S)) {
      return all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
