package io.framecast.topics.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.topics.Event;
import io.framecast.topics.RecordText;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The registry publishes, promotes, rolls back and prunes versions. A version is immutable, and its
 * name is a hash of its content. Several processes may change the registry at once, see {@link
 * RegistryWriter}.
 */
public final class ModelRegistry {
  private final Topics topics;
  private final RegistryClients clients;
  private final ModelTopicReader log;
  private final RegistryWriter writer;

  /**
   * Opens no connection yet.
   *
   * @param settings client settings: the broker's address and credentials
   */
  public ModelRegistry(Map<String, ?> settings, Topics topics) {
    this(settings, topics, new UnreadableRecords());
  }

  /**
   * Opens no connection yet.
   *
   * @param unreadable counts records that do not belong in the models topic
   */
  public ModelRegistry(Map<String, ?> settings, Topics topics, UnreadableRecords unreadable) {
    this.topics = topics;
    this.clients = new RegistryClients(settings);
    this.log = new ModelTopicReader(clients, topics, unreadable);
    this.writer = new RegistryWriter(clients, topics.models(), this::read);
  }

  /** Returns the current state. */
  public RegistrySnapshot read() {
    try (RegistrySubscription follower = follow()) {
      return follower.snapshot();
    }
  }

  /** Reads all changes before this call, and subscribes to later ones. */
  public RegistrySubscription follow() {
    return log.follow();
  }

  /** Returns the weights file of a version; throws for an unknown version. */
  public byte[] file(String name) {
    return file(version(name));
  }

  /** Returns a registered version; throws for an unknown version. */
  public Version version(String name) {
    return require(read(), name);
  }

  /** Returns the weights file of a version; throws when it was removed. */
  public byte[] file(Version version) {
    return log.file(version);
  }

  /**
   * Adds a file unless it is registered already; returns its name. It throws before sending a file
   * that is too large for the topic. The caller validates the content of the file.
   */
  public String publish(byte[] file) {
    String name = Version.name(file);
    int most = log.recordBytes() - RegistryWriter.RECORD_OVERHEAD;
    if (file.length > most) {
      throw new InvalidModelException(
          String.format(
              Locale.ROOT,
              "version %s: expected at most %,d bytes, as max.message.bytes of %s allows, found %,d",
              name,
              most,
              topics.models(),
              file.length));
    }
    change(
        (now, out) -> {
          if (now.version(name) == null) {
            out.accept(record(RegistrySnapshot.FILE + name, file));
          }
        });
    return name;
  }

  /**
   * Promotes a version to the live one.
   *
   * @param expected the version that must be live until then, empty for none, null for any. So a
   *     promotion that was decided against one champion never replaces another.
   * @throws InvalidModelException for an unknown version, and for another champion
   */
  public void promote(String name, @Nullable String expected, String by, String reason) {
    change(
        (now, out) -> {
          Champion live = now.champion();
          String found = requireLive(now, expected, name + " is promoted");
          if (!found.equals(name)) {
            // an unregistered champion was never served, so it is no version to roll back to
            List<String> before =
                live == null || now.version(live.version()) == null
                    ? now.before()
                    : RollbackHistory.after(live.version(), now.before());
            writeChampion(now, out, require(now, name), before, by, reason);
            out.accept(record(Event.ofModel(Event.PROMOTION, name, reason)));
          }
        });
  }

  /** Rolls back to the version before the champion; returns its name. */
  public String rollBack(String by, String reason) {
    return rollBack(null, by, reason);
  }

  /**
   * Rolls back to the version before the champion; returns its name.
   *
   * @param expected the version that must be live until then, null for any
   */
  public String rollBack(@Nullable String expected, String by, String reason) {
    String[] name = new String[1];
    change(
        (now, out) -> {
          requireLive(now, expected, "it is rolled back");
          if (now.before().isEmpty()) {
            throw new InvalidModelException("Cannot roll back: no previous version was promoted.");
          }
          // an unregistered name was written by another program, and is skipped
          List<String> there =
              now.before().stream().filter(before -> now.version(before) != null).toList();
          name[0] = there.isEmpty() ? now.before().get(0) : there.get(0);
          List<String> before = there.isEmpty() ? there : there.subList(1, there.size());
          writeChampion(now, out, require(now, name[0]), before, by, reason);
          out.accept(record(Event.ofModel(Event.ROLLBACK, name[0], reason)));
        });
    return name[0];
  }

  /**
   * Removes old versions; returns their names. It keeps the champion, those to roll back to, the
   * newest ones, those that checkpoints refer to, and those that predictions in the log may name:
   * each that was live, until the retention of the predictions has passed since no stream is on it.
   *
   * @param newest the number of newest versions to keep
   * @param needed other versions to keep, such as parents
   */
  public List<String> prune(int newest, Set<String> needed) {
    List<String> gone = new ArrayList<>();
    Set<String> checkpointed = log.checkpointVersions();
    long kept = log.predictionMillis();
    change(
        (now, out) -> {
          gone.clear();
          long time = System.currentTimeMillis();
          ServedVersions served = now.served().update(replaced(now, checkpointed), time);
          if (now.champion() != null && !served.equals(now.served())) {
            out.accept(champion(now.champion(), now.before(), served));
          }
          List<Version> old = now.versions();
          for (Version version : old.subList(0, Math.max(0, old.size() - newest))) {
            String name = version.name();
            if (!needed.contains(name)
                && !checkpointed.contains(name)
                && !served.mayBeNamed(name, time, kept)
                && !canBeLive(now, name)) {
              gone.add(name);
              out.accept(record(RegistrySnapshot.FILE + name, null));
            }
          }
        });
    return gone;
  }

  /** Returns those of these versions that are registered and not the live one. */
  private static Set<String> replaced(RegistrySnapshot now, Set<String> versions) {
    return versions.stream()
        .filter(name -> now.version(name) != null && !isLive(now, name))
        .collect(Collectors.toSet());
  }

  private static boolean isLive(RegistrySnapshot now, String name) {
    Champion live = now.champion();
    return live != null && live.version().equals(name);
  }

  /** Whether the version is live or can be rolled back to. */
  private static boolean canBeLive(RegistrySnapshot now, String name) {
    return isLive(now, name) || now.before().contains(name);
  }

  /** Publishes an event in the events topic. */
  public void publishEvent(Event event) {
    publishEvents(List.of(event));
  }

  /** Publishes events in the events topic; returns when all of them are there. */
  public void publishEvents(List<Event> events) {
    try (Producer<byte[], byte[]> producer = clients.eventProducer()) {
      List<Future<RecordMetadata>> sent =
          events.stream().map(event -> producer.send(record(event))).toList();
      sent.forEach(RegistryClients::get);
    }
  }

  private void writeChampion(
      RegistrySnapshot now,
      Consumer<ProducerRecord<byte[], byte[]>> out,
      Version version,
      List<String> before,
      String by,
      String reason) {
    Champion champion =
        new Champion(
            version.name(),
            version.sha256(),
            Instant.now().toString(),
            RecordText.shorten(by, RecordText.MOST_NAME),
            RecordText.shorten(reason, RecordText.MOST_SENTENCE));
    Champion replaced = now.champion();
    ServedVersions served =
        replaced == null
            ? now.served()
            : now.served().replace(replaced.version(), System.currentTimeMillis());
    out.accept(champion(champion, before, served));
  }

  private ProducerRecord<byte[], byte[]> champion(
      Champion champion, List<String> before, ServedVersions served) {
    ProducerRecord<byte[], byte[]> record = record(RegistrySnapshot.CHAMPION, champion.toJson());
    RollbackHistory.add(record.headers(), before);
    served.add(record.headers());
    return record;
  }

  private ProducerRecord<byte[], byte[]> record(Event event) {
    return new ProducerRecord<>(topics.events(), event.subject().getBytes(UTF_8), event.toJson());
  }

  private ProducerRecord<byte[], byte[]> record(String key, byte @Nullable [] value) {
    return new ProducerRecord<>(topics.models(), 0, key.getBytes(UTF_8), value);
  }

  private Version require(RegistrySnapshot now, String name) {
    Version version = now.version(name);
    if (version == null) {
      List<String> found = now.versions().stream().map(Version::name).toList();
      throw new InvalidModelException(
          String.format(
              Locale.ROOT, "expected version %s in %s, found %s", name, topics.models(), found));
    }
    return version;
  }

  /** Returns the live version, empty for none; throws when another one was expected. */
  private static String requireLive(RegistrySnapshot now, @Nullable String expected, String what) {
    Champion live = now.champion();
    String found = live == null ? "" : live.version();
    if (expected != null && !expected.equals(found)) {
      throw new InvalidModelException(
          String.format(
              Locale.ROOT,
              "expected %s to be live before %s, found %s",
              named(expected),
              what,
              named(found)));
    }
    return found;
  }

  private static String named(String version) {
    return version.isEmpty() ? "none" : version;
  }

  private void change(RegistryWriter.Change change) {
    writer.write(change, log.recordBytes());
  }
}
