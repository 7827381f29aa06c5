package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One object of the cluster.
 *
 * @param json the whole object
 */
record Manifest(JsonNode json) {

  String kind() {
    return json.path("kind").asText();
  }

  String apiVersion() {
    return json.path("apiVersion").asText();
  }

  String name() {
    return json.at("/metadata/name").asText();
  }

  /** Returns the value at a path, or a missing node. */
  JsonNode at(String pointer) {
    return json.at(pointer);
  }

  boolean is(String kind) {
    return kind().equals(kind);
  }

  /** Returns whether it creates pods. */
  boolean isWorkload() {
    return is("StatefulSet") || is("Deployment");
  }

  JsonNode pod() {
    return json.at("/spec/template/spec");
  }

  JsonNode podLabels() {
    return json.at("/spec/template/metadata/labels");
  }

  List<JsonNode> containers() {
    return Stream.of("containers", "initContainers")
        .flatMap(name -> items(pod().path(name)))
        .toList();
  }

  /** Returns the elements of an array. */
  static Stream<JsonNode> items(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** Returns the texts of an array. */
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** Returns the names of an object's members with their texts. */
  static Map<String, String> members(JsonNode object) {
    Map<String, String> members = new TreeMap<>();
    object.properties().forEach(one -> members.put(one.getKey(), one.getValue().asText()));
    return members;
  }

  @Override
  public String toString() {
    return kind() + " " + name();
  }
}
