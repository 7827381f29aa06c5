package io.framecast.console.follow;

import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.Limits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.Event;
import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordText;
import io.framecast.topics.Score;
import io.framecast.topics.Source;
import io.framecast.topics.StreamId;
import io.framecast.topics.TextHeaders;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the topics have shown of late. A frame is shown once its prediction says that it was
 * accepted, so that nobody is sent an image that the service has refused.
 *
 * <p>One writes, many look; each call sees what whole records have shown.
 */
public final class Observed {
  /** Waiting frames take a part of the memory for pictures; scores and the like count by number. */
  private static final int WAITING_SHARE = 4;

  private static final int MOST_WAITING = 20_000;

  /** What a record that waits takes beside its picture, about: many may be without one. */
  private static final long OVERHEAD = 512;

  private static final int MOST_EVENTS = 500;
  private static final int MOST_RESETS = 4_000;
  private static final int MOST_LETTERS = 100;

  private final Topics topics;
  private final FrameDecoder decoder;
  private final LongSupplier clock;
  private final Reels reels;
  private final Waiting<Accepted> frames;
  private final Waiting<Answer> answers;
  private final Waiting<Score> scores = new Waiting<>(MOST_WAITING, score -> 1);
  private final History history = new History();
  private final Ring<Happening> events = new Ring<>(MOST_EVENTS);

  /** Sources that start again all the time would leave no room for anything else. */
  private final Ring<Happening> resets = new Ring<>(MOST_RESETS);

  private final Ring<Letter> letters = new Ring<>(MOST_LETTERS);
  private @Nullable String model;
  private long framesSeen;
  private long predictions;
  private final UnreadableRecords unreadable;
  private long strange;

  /** A prediction that waits for its frame, and when it was made. */
  private record Answer(Prediction prediction, long at) {}

  /**
   * Nothing yet.
   *
   * @param memory characters of pictures that may be held
   * @param clock milliseconds since 1970
   * @param unreadable counts what is none of ours
   */
  public Observed(
      Topics topics, Limits limits, long memory, LongSupplier clock, UnreadableRecords unreadable) {
    this.unreadable = unreadable;
    this.topics = topics;
    this.decoder = new FrameDecoder(limits);
    this.clock = clock;
    this.reels = new Reels(memory);
    this.frames = new Waiting<>(memory / WAITING_SHARE, frame -> frame.picture().size() + OVERHEAD);
    this.answers =
        new Waiting<>(
            memory / WAITING_SHARE, answer -> answer.prediction().value().length + OVERHEAD);
  }

  /** Takes note of a record. Anyone may write to any topic: what is none of ours is counted. */
  public synchronized void look(ConsumerRecord<byte[], byte[]> record) {
    if (!unreadable.read(record, this::see)) {
      strange++;
    }
  }

  private void see(ConsumerRecord<byte[], byte[]> record) throws RefusedFrameException {
    String topic = record.topic();
    if (topic.equals(topics.frames())) {
      frame(record);
    } else if (topic.equals(topics.predictions())) {
      Prediction prediction = Prediction.of(record);
      expectFrame(prediction.source());
      predictions++;
      model = prediction.model();
      Answer answer = new Answer(prediction, record.timestamp());
      Accepted frame = frames.remove(prediction.source());
      if (frame == null) {
        answers.put(prediction.source(), answer);
      } else {
        meet(frame, answer);
      }
    } else if (topic.equals(topics.scores())) {
      score(record);
    } else if (topic.equals(topics.events())) {
      Event event = Event.parse(record.value());
      Ring<Happening> ring = event.event().equals(Event.RESET) ? resets : events;
      ring.add(serial -> Happening.of(serial, record.timestamp(), event));
    } else if (topic.equals(topics.deadLetters())) {
      letters.add(serial -> Letter.of(serial, record, decoder));
    }
  }

  private void expectFrame(Source source) {
    if (!source.topic().equals(topics.frames())) {
      throw new InvalidRecordException(
          "expected a source in topic %s, found %s"
              .formatted(topics.frames(), RecordText.quoted(source.toString())));
    }
  }

  private void frame(ConsumerRecord<byte[], byte[]> record) throws RefusedFrameException {
    framesSeen++;
    String stream = StreamId.of(record.key());
    if (record.value() == null) {
      reels.end(stream, Source.of(record));
      return;
    }
    String type =
        FrameDecoder.type(
            record.value(), TextHeaders.text(record.headers(), FrameHeaders.CONTENT_TYPE));
    OptionalLong sequence = TextHeaders.ofFrame(record).sequence();
    Accepted frame =
        new Accepted(
            record.timestamp(),
            sequence.isPresent() ? sequence.getAsLong() : null,
            Picture.of(type, record.value()));
    Source source = Source.of(record);
    Answer answer = answers.remove(source);
    if (answer == null) {
      frames.put(source, frame);
    } else {
      meet(frame, answer);
    }
  }

  private void meet(Accepted frame, Answer answer) {
    Prediction prediction = answer.prediction();
    long latency = Math.max(0, answer.at() - frame.at());
    Score score = scores.remove(prediction.source());
    reels.add(frame, prediction, latency, score == null ? null : score.skill());
    history.latency(answer.at(), latency, clock.getAsLong());
  }

  private void score(ConsumerRecord<byte[], byte[]> record) {
    Score score = Score.parse(record.value());
    Source source = score.frame();
    expectFrame(source);
    history.score(record.timestamp(), score, clock.getAsLong());
    if (!reels.score(score.stream(), source.partition(), source.offset(), score.skill())) {
      scores.put(source, score);
    }
  }

  /** Streams by name. */
  public synchronized List<Reels.Listed> streams() {
    return reels.list();
  }

  /** Rises when streams come or go. */
  public synchronized long streamChanges() {
    return reels.changes();
  }

  /** How often a stream was forgotten for others. */
  public synchronized long forgotten() {
    return reels.forgotten();
  }

  /** The newest shot of a stream; null for one that is not followed. */
  public synchronized @Nullable Shot newest(int n) {
    Reel reel = reels.reel(n);
    return reel == null ? null : reel.newest();
  }

  /** A stream's name; null for one that is not followed. */
  public synchronized @Nullable String id(int n) {
    Reel reel = reels.reel(n);
    return reel == null ? null : reel.id();
  }

  /** Its last shots, the oldest first. */
  public synchronized List<Shot> shots(int n) {
    Reel reel = reels.reel(n);
    return reel == null ? List.of() : reel.shots();
  }

  /** The newest events but resets with a serial above that, the oldest first. */
  public synchronized List<Happening> eventsSince(long serial) {
    return List.copyOf(events.since(serial));
  }

  /** What happened to a stream of late, the oldest first. */
  public synchronized List<Happening> eventsOf(String stream) {
    return Stream.concat(resets.all().stream(), events.all().stream())
        .filter(event -> stream.equals(event.stream()))
        .sorted(Comparator.comparingLong(Happening::at))
        .toList();
  }

  /** The newest dead letters with a serial above that, the oldest first. */
  public synchronized List<Letter> lettersSince(long serial) {
    return List.copyOf(letters.since(serial));
  }

  /** The last ten minutes. */
  public synchronized History.Lines history() {
    return history.lines(clock.getAsLong());
  }

  /** How many records there were since the console began, and what is now. */
  public synchronized Counts counts() {
    return new Counts(
        framesSeen, predictions, letters.serial(), strange, model, history.now(clock.getAsLong()));
  }

  /**
   * How it is now.
   *
   * @param strange records that are none of ours
   * @param model of the newest prediction, null before the first
   */
  public record Counts(
      long frames,
      long predictions,
      long deadLetters,
      long strange,
      @Nullable String model,
      History.Now now) {}
}
