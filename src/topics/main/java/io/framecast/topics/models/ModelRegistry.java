package io.framecast.topics.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.topics.Event;
import io.framecast.topics.RecordText;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes, promotes, rolls back and prunes versions. A version is immutable: its name is its
 * content's.
 *
 * <p>Several may change the registry at once. Every change is one transaction of one id that all of
 * them share: beginning with it ends and fences what another has begun (KIP-98), then the topic is
 * read to its end, the change is decided on that, and committed together with its event. Whoever
 * was fenced begins again, and decides again. So changes stand in one order, each decided on all
 * before it.
 */
public final class ModelRegistry {
  private static final int ATTEMPTS = 20;

  /** What a record takes beside its value: key, headers, batch. */
  private static final int RECORD_OVERHEAD = 1_024;

  private final Topics topics;
  private final ModelClients clients;
  private final ModelLog log;

  /**
   * On this broker.
   *
   * @param settings ordinary client settings: where the broker is, and how to be let in
   */
  public ModelRegistry(Map<String, ?> settings, Topics topics) {
    this(settings, topics, new UnreadableRecords());
  }

  /**
   * The same.
   *
   * @param unreadable counts what is none of the registry's in the models topic
   */
  public ModelRegistry(Map<String, ?> settings, Topics topics, UnreadableRecords unreadable) {
    this.topics = topics;
    this.clients = new ModelClients(settings);
    this.log = new ModelLog(clients, topics, unreadable);
  }

  /** What is there now. */
  public Models read() {
    try (ModelFollower follower = follow()) {
      return follower.models();
    }
  }

  /** What is there now, all that was changed before this call, and what comes after that. */
  public ModelFollower follow() {
    return log.follow();
  }

  /** The weights file of a version; refused where it is not there. */
  public byte[] file(String name) {
    return file(version(name));
  }

  /** A version that is there now; refused where it is not. */
  public Version version(String name) {
    return expect(read(), name);
  }

  /** The weights file of a version that was there; refused where it has gone. */
  public byte[] file(Version version) {
    return log.file(version);
  }

  /**
   * Adds a file, which may be there already; returns its name. Refused before anything is sent when
   * it is larger than the topic takes. What is in the file is for the caller to have checked.
   */
  public String publish(byte[] file) {
    String name = Version.name(file);
    int most = log.recordBytes() - RECORD_OVERHEAD;
    if (file.length > most) {
      throw new RefusedModelException(
          "version %s: expected at most %,d bytes, as max.message.bytes of %s allows, found %,d"
              .formatted(name, most, topics.models(), file.length));
    }
    change(
        (now, out) -> {
          if (now.version(name) == null) {
            out.accept(record(Models.FILE + name, file));
          }
        });
    return name;
  }

  /**
   * Makes a version the live one.
   *
   * @param expected the version that must be live until then, empty for none; null where it does
   *     not matter. So a promotion that was decided against one champion never replaces another.
   * @throws RefusedModelException for a version that is not there, and for another champion
   */
  public void promote(String name, @Nullable String expected, String by, String reason) {
    change(
        (now, out) -> {
          Champion live = now.champion();
          String found = expectLive(now, expected, name + " is promoted");
          if (!found.equals(name)) {
            // a pointer to a version that is not there was never served: nothing goes back to it
            List<String> before =
                live == null || now.version(live.version()) == null
                    ? now.before()
                    : Before.after(live.version(), now.before());
            point(out, expect(now, name), before, by, reason);
            out.accept(record(Event.ofModel(Event.PROMOTION, name, reason)));
          }
        });
  }

  /** Makes the version before the champion the live one again; returns its name. */
  public String rollBack(String by, String reason) {
    return rollBack(null, by, reason);
  }

  /**
   * As above.
   *
   * @param expected the version that must be live until then; null where it does not matter
   */
  public String rollBack(@Nullable String expected, String by, String reason) {
    String[] name = new String[1];
    change(
        (now, out) -> {
          expectLive(now, expected, "it is rolled back");
          if (now.before().isEmpty()) {
            throw new RefusedModelException("expected a version to go back to, found none");
          }
          // a name that no version has was written by someone else: it bars no way back
          List<String> there =
              now.before().stream().filter(before -> now.version(before) != null).toList();
          name[0] = there.isEmpty() ? now.before().get(0) : there.get(0);
          List<String> before = there.isEmpty() ? there : there.subList(1, there.size());
          point(out, expect(now, name[0]), before, by, reason);
          out.accept(record(Event.ofModel(Event.ROLLBACK, name[0], reason)));
        });
    return name[0];
  }

  /**
   * Removes old versions; returns their names. The champion, the one before it, the newest ones and
   * what checkpoints name stay.
   *
   * @param newest how many of the newest stay
   * @param needed which stay too: parents
   */
  public List<String> prune(int newest, Set<String> needed) {
    List<String> gone = new ArrayList<>();
    Set<String> checkpointed = log.checkpointed();
    change(
        (now, out) -> {
          gone.clear();
          List<Version> old = now.versions();
          for (Version version : old.subList(0, Math.max(0, old.size() - newest))) {
            String name = version.name();
            if (!needed.contains(name) && !checkpointed.contains(name) && !isInUse(now, name)) {
              gone.add(name);
              out.accept(record(Models.FILE + name, null));
            }
          }
        });
    return gone;
  }

  private static boolean isInUse(Models now, String name) {
    Champion live = now.champion();
    boolean isLive = live != null && live.version().equals(name);
    return isLive || (!now.before().isEmpty() && now.before().get(0).equals(name));
  }

  /** Says something of a version in the events topic. */
  public void tell(Event event) {
    try (Producer<byte[], byte[]> producer = clients.telling()) {
      ModelClients.get(producer.send(record(event)));
    }
  }

  private void point(
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
            RecordText.shortened(by, RecordText.MOST_NAME),
            RecordText.shortened(reason, RecordText.MOST_SENTENCE));
    ProducerRecord<byte[], byte[]> record = record(Models.CHAMPION, champion.toJson());
    Before.add(record.headers(), before);
    out.accept(record);
  }

  private ProducerRecord<byte[], byte[]> record(Event event) {
    return new ProducerRecord<>(topics.events(), event.subject().getBytes(UTF_8), event.toJson());
  }

  private ProducerRecord<byte[], byte[]> record(String key, byte @Nullable [] value) {
    return new ProducerRecord<>(topics.models(), 0, key.getBytes(UTF_8), value);
  }

  private Version expect(Models now, String name) {
    Version version = now.version(name);
    if (version == null) {
      List<String> found = now.versions().stream().map(Version::name).toList();
      throw new RefusedModelException(
          "expected version %s in %s, found %s".formatted(name, topics.models(), found));
    }
    return version;
  }

  /** The live version, empty for none; refused where it is not the expected one. */
  private static String expectLive(Models now, @Nullable String expected, String what) {
    Champion live = now.champion();
    String found = live == null ? "" : live.version();
    if (expected != null && !expected.equals(found)) {
      throw new RefusedModelException(
          "expected %s to be live before %s, found %s"
              .formatted(named(expected), what, named(found)));
    }
    return found;
  }

  private static String named(String version) {
    return version.isEmpty() ? "none" : version;
  }

  /** What is to be written, decided on what is there. */
  private interface Change {
    void decide(Models now, Consumer<ProducerRecord<byte[], byte[]>> out);
  }

  private void change(Change change) {
    // a topic may take the largest number there is
    int largest = (int) Math.min(Integer.MAX_VALUE, (long) log.recordBytes() + RECORD_OVERHEAD);
    for (int attempt = 1; ; attempt++) {
      try {
        changeOnce(change, largest);
        return;
      } catch (KafkaException e) {
        if (attempt == ATTEMPTS || !isFenced(e)) {
          throw e;
        }
      }
    }
  }

  private void changeOnce(Change change, int largest) {
    String id = "framecast-models-" + topics.models();
    try (Producer<byte[], byte[]> producer = clients.changing(id, largest)) {
      producer.initTransactions();
      List<ProducerRecord<byte[], byte[]>> out = new ArrayList<>();
      change.decide(read(), out::add);
      if (!out.isEmpty()) {
        producer.beginTransaction();
        for (ProducerRecord<byte[], byte[]> record : out) {
          ModelClients.get(producer.send(record));
        }
        producer.commitTransaction();
      }
    }
  }

  /**
   * Whether another has begun a change since. Of two clients' requests a broker sees the first
   * alone for a moment: the change is aborted then, and the other one not there yet, so that a
   * commit is no fenced one but one in an invalid state. A batch that was refused for its epoch is
   * told by the commit as a cause.
   */
  private static boolean isFenced(Throwable e) {
    return e instanceof ProducerFencedException
        || e instanceof InvalidProducerEpochException
        || e instanceof InvalidTxnStateException
        || (e.getCause() != null && isFenced(e.getCause()));
  }
}
