package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * All manifests of an overlay.
 *
 * @param all the manifests in the order of their rendering
 */
record Manifests(List<Manifest> all) {
  private static final ObjectMapper YAML = new YAMLMapper();

  static Manifests parse(String yaml) {
    List<Manifest> all = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      while (documents.hasNext()) {
        all.add(new Manifest(documents.next()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Manifests(all);
  }

  Stream<Manifest> of(String kind) {
    return all.stream().filter(manifest -> manifest.is(kind));
  }

  Stream<Manifest> workloads() {
    return all.stream().filter(Manifest::isWorkload);
  }

  boolean has(String kind, String name) {
    return of(kind).anyMatch(manifest -> manifest.name().equals(name));
  }

  /** Returns a manifest; throws {@link IllegalArgumentException} without it. */
  Manifest one(String kind, String name) {
    return of(kind)
        .filter(manifest -> manifest.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(Locale.ROOT, "expected %s %s, found %s", kind, name, all)));
  }
}
