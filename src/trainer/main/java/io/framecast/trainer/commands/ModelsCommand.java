package io.framecast.trainer.commands;

import io.framecast.convlstm.InvalidWeightsException;
import io.framecast.convlstm.Weights;
import io.framecast.topics.RecordText;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.topics.models.RegistrySnapshot;
import io.framecast.topics.models.Version;
import io.framecast.trainer.files.PlainFiles;
import io.framecast.trainer.options.RegistryOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Manages the model registry by hand. */
@Command(
    name = "models",
    description = "Manages the model registry: its versions, and which one is live.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ModelsCommand {

  /** The key of the parent version in the provenance of weights. */
  static final String PARENT = "parent";

  @Command(
      name = "list",
      description = "Lists the versions, oldest first; * is the live one.",
      mixinStandardHelpOptions = true)
  int list(@Mixin RegistryOptions registry) {
    RegistrySnapshot models = registry.ask(ModelRegistry::read);
    Champion champion = models.champion();
    String live = champion == null ? "" : champion.version();
    for (Version version : models.versions()) {
      System.out.printf(
          Locale.ROOT,
          "%s %s  %,9d bytes  published %s%n",
          version.name().equals(live) ? "*" : " ",
          version.name(),
          version.bytes(),
          Instant.ofEpochMilli(version.published()));
    }
    System.out.println(
        champion == null
            ? "no version is live"
            : RecordText.plain(
                String.format(
                    Locale.ROOT,
                    "live: %s, promoted %s by %s: %s",
                    live,
                    champion.promoted(),
                    champion.by(),
                    champion.reason())));
    if (!models.before().isEmpty()) {
      System.out.println("before: " + String.join(", ", models.before()));
    }
    models.rejections().forEach(sentence -> System.out.println("refused: " + sentence));
    return 0;
  }

  @Command(
      name = "publish",
      description = "Adds a weights file, and prints its version.",
      mixinStandardHelpOptions = true)
  int publish(@Mixin RegistryOptions registry, @Parameters(paramLabel = "FILE") Path file) {
    byte[] bytes = PlainFiles.bytes(file, Weights.MAX_FILE_BYTES, "a weights file (safetensors)");
    Weights ignored = PlainFiles.parse(file, bytes, Weights::parse); // no predictor serves others
    String version = registry.ask(models -> models.publish(bytes));
    System.out.println(version);
    return 0;
  }

  @Command(
      name = "fetch",
      description = "Writes the weights file of a version.",
      mixinStandardHelpOptions = true)
  int fetch(
      @Mixin RegistryOptions registry,
      @Parameters(paramLabel = "VERSION", description = "as publish prints it") String version,
      @Option(names = "--out", required = true, description = "weights file to write") Path out) {
    PlainFiles.requireWritable(out);
    PlainFiles.write(out, registry.ask(models -> models.file(version)));
    return 0;
  }

  @Command(
      name = "promote",
      description = "Makes a version the live one.",
      mixinStandardHelpOptions = true)
  int promote(
      @Mixin RegistryOptions registry,
      @Parameters(paramLabel = "VERSION") String version,
      @Option(
              names = "--expect",
              paramLabel = "VERSION",
              description = "only if this version is live (default: any)")
          String expected,
      @Option(names = "--by", defaultValue = "operator", description = "who promotes") String by,
      @Option(names = "--reason", defaultValue = "by hand", description = "one sentence")
          String reason) {
    registry.ask(
        models -> {
          models.promote(version, expected, by, reason);
          return version;
        });
    System.out.println(version + " is live");
    return 0;
  }

  @Command(
      name = "rollback",
      description = "Makes the previous version the live one again.",
      mixinStandardHelpOptions = true)
  int rollBack(
      @Mixin RegistryOptions registry,
      @Option(names = "--by", defaultValue = "operator", description = "who promotes") String by,
      @Option(names = "--reason", defaultValue = "by hand", description = "one sentence")
          String reason) {
    System.out.println(registry.ask(models -> models.rollBack(by, reason)) + " is live");
    return 0;
  }

  /** Returns the parent of the live version; empty if its file does not name one. */
  private static String parent(ModelRegistry models, Champion champion) {
    try {
      Weights live = Weights.parse(models.file(champion.version()));
      return live.provenance().getOrDefault(PARENT, "");
    } catch (InvalidModelException | InvalidWeightsException e) {
      return "";
    }
  }

  @Command(
      name = "prune",
      description =
          "Removes old versions, except the live one, its parent, those to roll back to, the newest,"
              + " and those that predictions in the log may name.",
      mixinStandardHelpOptions = true)
  int prune(
      @Mixin RegistryOptions registry,
      @Option(names = "--newest", defaultValue = "5", description = "how many of the newest stay")
          int newest) {
    List<String> gone =
        registry.ask(
            models -> {
              Set<String> needed = new HashSet<>();
              Champion champion = models.read().champion();
              if (champion != null) {
                needed.add(parent(models, champion));
              }
              return models.prune(newest, needed);
            });
    System.out.println(
        gone.isEmpty() ? "no version removed" : "removed " + String.join(", ", gone));
    return 0;
  }
}
