package io.framecast.console.models;

import io.framecast.console.view.EventView;
import io.framecast.console.view.ModelsView;
import io.framecast.console.view.TopicView;
import io.framecast.service.MessageResponse;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.topics.models.Version;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The controller shows the model registry, and promotes and rolls back versions. */
@Controller("/api/models")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ModelsController {
  private static final String BY = "operator";

  private final ModelRegistry registry;
  private final ModelsView models;
  private final TopicView view;

  ModelsController(ModelRegistry registry, ModelsView models, TopicView view) {
    this.registry = registry;
    this.models = models;
    this.view = view;
  }

  /**
   * The registry as the page shows it.
   *
   * @param champion the live version, null without one
   * @param before the versions to roll back to, the next one first
   * @param versions the versions, newest last
   * @param refused a sentence for each invalid record in the topic
   */
  @Serdeable
  record RegistryView(
      @Nullable Live champion,
      List<String> before,
      List<VersionView> versions,
      List<String> refused) {}

  /** The live version, and when, by whom and why it was promoted. */
  @Serdeable
  record Live(String version, String promoted, String by, String reason) {}

  /**
   * A version as the page shows it.
   *
   * @param published milliseconds since 1970
   * @param provenance the metadata of its file
   * @param said its recent events, oldest first
   */
  @Serdeable
  record VersionView(
      String version,
      int bytes,
      long published,
      Map<String, String> provenance,
      List<String> said) {}

  /** Returns the registered versions, or 503 until the console has read them. */
  @Get
  HttpResponse<?> all() {
    ModelsView.Registry now = models.registry();
    if (now == null) {
      return MessageResponse.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          "The models topic is not read to its end yet. Try again in a few seconds.");
    }
    Champion live = now.champion();
    return HttpResponse.ok(
        new RegistryView(
            live == null
                ? null
                : new Live(live.version(), live.promoted(), live.by(), live.reason()),
            now.before(),
            now.versions().stream().map(this::shown).toList(),
            now.refused()));
  }

  private VersionView shown(ModelsView.ShownVersion shown) {
    Version version = shown.version();
    List<String> said =
        view.eventsSince(0).stream()
            .filter(event -> version.name().equals(event.model()) && event.stream() == null)
            .map(ModelsController::sentence)
            .toList();
    return new VersionView(
        version.name(), version.bytes(), version.published(), shown.provenance(), said);
  }

  private static String sentence(EventView event) {
    return event.event() + ": " + event.reason();
  }

  /** Promotes a version without the gate. */
  @Post("/{version}/promote")
  HttpResponse<Map<String, String>> promote(
      String version, @QueryValue(defaultValue = "asked for") String reason) {
    registry.promote(version, null, BY, reason);
    return MessageResponse.of(HttpStatus.OK, version + " is live");
  }

  /** Rolls back to the version before the live one. */
  @Post("/rollback")
  HttpResponse<Map<String, String>> rollBack(
      @QueryValue(defaultValue = "asked for") String reason) {
    return MessageResponse.of(HttpStatus.OK, registry.rollBack(BY, reason) + " is live");
  }
}
