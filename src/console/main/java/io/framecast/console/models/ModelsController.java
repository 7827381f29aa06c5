package io.framecast.console.models;

import io.framecast.console.follow.Happening;
import io.framecast.console.follow.Observed;
import io.framecast.service.Answer;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.topics.models.Models;
import io.framecast.topics.models.Version;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.json.JsonMapper;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registry, and what an operator does with it. */
@Controller("/api/models")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ModelsController {
  private static final String BY = "operator";
  private static final int MOST_SHOWN = 100;

  private final ModelRegistry registry;
  private final Observed observed;
  private final JsonMapper json;

  /** A version never changes, so what it says of itself is read once. */
  private final Map<String, Map<String, String>> provenances =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, String>> eldest) {
          return size() > MOST_SHOWN;
        }
      };

  ModelsController(ModelRegistry registry, Observed observed, JsonMapper json) {
    this.registry = registry;
    this.observed = observed;
    this.json = json;
  }

  /**
   * The registry.
   *
   * @param champion the live one, null while none is
   * @param before what can be gone back to, the next one first
   * @param versions the newest last
   * @param refused sentences about records that nobody should have written
   */
  @Serdeable
  record Shown(
      @Nullable Live champion,
      List<String> before,
      List<ShownVersion> versions,
      List<String> refused) {}

  /** Who is live, since when and why. */
  @Serdeable
  record Live(String version, String promoted, String by, String reason) {}

  /**
   * A version.
   *
   * @param published milliseconds since 1970
   * @param provenance what its file says of itself
   * @param said what events said of it of late, the oldest first
   */
  @Serdeable
  record ShownVersion(
      String version,
      int bytes,
      long published,
      Map<String, String> provenance,
      List<String> said) {}

  /** All versions that are there. */
  @Get
  Shown all() {
    Models models = registry.read();
    Champion live = models.champion();
    List<Version> versions = models.versions();
    return new Shown(
        live == null ? null : new Live(live.version(), live.promoted(), live.by(), live.reason()),
        models.before(),
        versions.subList(Math.max(0, versions.size() - MOST_SHOWN), versions.size()).stream()
            .map(this::shown)
            .toList(),
        models.refused());
  }

  private ShownVersion shown(Version version) {
    List<String> said =
        observed.eventsSince(0).stream()
            .filter(event -> version.name().equals(event.model()) && event.stream() == null)
            .map(ModelsController::sentence)
            .toList();
    return new ShownVersion(
        version.name(), version.bytes(), version.published(), provenance(version), said);
  }

  private static String sentence(Happening event) {
    return event.event() + ": " + event.reason();
  }

  private Map<String, String> provenance(Version version) {
    synchronized (provenances) {
      return provenances.computeIfAbsent(
          version.name(), name -> Provenance.of(registry.file(version), json));
    }
  }

  /** A version becomes the live one, whatever the gate would say. */
  @Post("/{version}/promote")
  HttpResponse<Map<String, String>> promote(
      String version, @QueryValue(defaultValue = "asked for") String reason) {
    registry.promote(version, null, BY, reason);
    return Answer.of(HttpStatus.OK, version + " is live");
  }

  /** The version before becomes the live one again. */
  @Post("/rollback")
  HttpResponse<Map<String, String>> rollBack(
      @QueryValue(defaultValue = "asked for") String reason) {
    return Answer.of(HttpStatus.OK, registry.rollBack(BY, reason) + " is live");
  }
}
