package io.framecast.convlstm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes a {@link Configuration} as JSON: in the short form of {@link LayersForm} if it
 * has one, otherwise as a list of stages. Unknown keys are refused.
 */
public final class ConfigurationJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** A message quotes at most this many characters. */
  private static final int MAX_MESSAGE_LENGTH = 500;

  private ConfigurationJson() {}

  /** Returns one line of JSON. */
  public static String write(Configuration configuration) {
    return toJson(configuration).toString();
  }

  /** Returns the same as maps, lists, numbers and texts. */
  static Map<String, Object> toMap(Configuration configuration) {
    return MAPPER.convertValue(toJson(configuration), new TypeReference<Map<String, Object>>() {});
  }

  private static ObjectNode toJson(Configuration configuration) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("channels", configuration.channels()).put("patch", configuration.patch());
    LayersForm form = LayersForm.of(configuration);
    if (form != null) {
      write(form, json);
      return json;
    }
    FrameSize frame = configuration.frame();
    if (frame != null) {
      json.putArray("frame").add(frame.height()).add(frame.width());
    }
    write(configuration.input(), "input", json);
    write(configuration.output(), "output", json);
    if (configuration.leads() > 1) {
      json.put("leads", configuration.leads());
    }
    write(configuration.stages(), "stages", json);
    if (!configuration.forecaster().isEmpty()) {
      write(configuration.forecaster(), "forecaster", json);
    }
    return json;
  }

  private static void write(LayersForm form, ObjectNode to) {
    ArrayNode layers = to.putArray("layers");
    form.layers()
        .forEach(
            layer ->
                layers.addObject().put("filters", layer.filters()).put("kernel", layer.kernel()));
    to.put("gates", form.gates().key());
    to.put("normalization", StageJson.key(form.normalization())).put("epsilon", form.epsilon());
    to.putObject("head")
        .put("kind", StageJson.key(form.head().kind()))
        .put("depth", form.head().depth())
        .put("kernel", form.head().kernel());
  }

  private static void write(Scaling scaling, String key, ObjectNode to) {
    if (!scaling.isNone()) {
      ObjectNode json = to.putObject(key);
      scaling.scale().forEach(json.putArray("scale")::add);
      scaling.offset().forEach(json.putArray("offset")::add);
    }
  }

  private static void write(List<Stage> stages, String key, ObjectNode to) {
    ArrayNode json = to.putArray(key);
    stages.forEach(stage -> StageJson.write(stage, json.addObject()));
  }

  /** Parses JSON; throws {@link InvalidWeightsException} for unknown, missing or invalid values. */
  public static Configuration read(String json) {
    JsonNode tree;
    try {
      tree = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new InvalidWeightsException(
          "configuration refused: expected JSON, found: " + firstLine(e.getOriginalMessage()), e);
    }
    JsonKeys keys = new JsonKeys(tree, "");
    return keys.create(
        tree.has("layers") ? ConfigurationJson::layersForm : ConfigurationJson::stages);
  }

  private static Configuration stages(JsonKeys keys) {
    return new Configuration(
        keys.integer("channels"),
        keys.integer("patch", 1),
        frame(keys),
        scaling(keys, "input"),
        scaling(keys, "output"),
        keys.integer("leads", 1),
        stages(keys, "stages"),
        keys.has("forecaster") ? stages(keys, "forecaster") : List.of());
  }

  private static @Nullable FrameSize frame(JsonKeys keys) {
    if (!keys.has("frame")) {
      return null;
    }
    int[] size = keys.pair("frame", null);
    return new FrameSize(size[0], size[1]);
  }

  private static Scaling scaling(JsonKeys keys, String key) {
    return keys.has(key)
        ? keys.object(key)
            .create(each -> new Scaling(each.numbers("scale", 1), each.numbers("offset", 0)))
        : Scaling.NONE;
  }

  private static List<Stage> stages(JsonKeys keys, String key) {
    List<Stage> stages = new ArrayList<>();
    for (JsonKeys each : keys.objects(key)) {
      String name = key + "." + stages.size();
      stages.add(each.create(stage -> StageJson.read(stage, name)));
    }
    return stages;
  }

  private static Configuration layersForm(JsonKeys keys) {
    return new LayersForm(
            keys.integer("channels"),
            keys.integer("patch"),
            keys.objects("layers").stream()
                .map(
                    each ->
                        each.create(
                            layer ->
                                new LayersForm.Layer(
                                    layer.integer("filters"), layer.integer("kernel"))))
                .toList(),
            keys.choice("gates", Activation.class, null),
            keys.choice("normalization", LayersForm.Normalization.class, null),
            keys.number("epsilon"),
            keys.object("head")
                .create(
                    head ->
                        new LayersForm.Head(
                            head.choice("kind", LayersForm.Head.Kind.class, null),
                            head.integer("depth"),
                            head.integer("kernel"))))
        .toConfiguration();
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("");
    return line.length() <= MAX_MESSAGE_LENGTH
        ? line
        : line.substring(0, MAX_MESSAGE_LENGTH) + "...";
  }
}
