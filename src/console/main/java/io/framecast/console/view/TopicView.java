package io.framecast.console.view;

import io.framecast.console.view.StreamHistories.AcceptedFrame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.Event;
import io.framecast.topics.HeaderText;
import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.Prediction;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.RecordText;
import io.framecast.topics.StreamId;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The view joins frames, predictions and scores, and keeps the recent ones in memory. A frame is
 * shown only with its prediction, so that no browser gets an image that a predictor rejected.
 *
 * <p>One thread reads the forecasts, another one all other records, and many threads query. Each
 * query sees whole records only.
 */
public final class TopicView {
  /** Frames that wait may use one in so many bytes; waiting scores are limited by number. */
  private static final int WAITING_SHARE = 4;

  private static final int MOST_WAITING = 20_000;

  /** The approximate memory of a waiting record without its image. */
  private static final long OVERHEAD = 512;

  private static final int MOST_EVENTS = 500;
  private static final int MOST_RESETS = 4_000;
  private static final int MOST_DEAD_LETTERS = 100;

  private final Topics topics;
  private final FrameDecoder decoder;
  private final LongSupplier clock;
  private final StreamHistories streams;
  private final PendingBuffer<PendingFrame> frames;
  private final PendingBuffer<PendingPrediction> predictionsWaiting;
  private final PendingBuffer<PredictionScore> scores =
      new PendingBuffer<>(MOST_WAITING, score -> 1);
  private final SkillHistory history = new SkillHistory();
  private final RingBuffer<EventView> events = new RingBuffer<>(MOST_EVENTS);

  /** Resets are kept apart: a stream that resets often would displace all other events. */
  private final RingBuffer<EventView> resets = new RingBuffer<>(MOST_RESETS);

  private final RingBuffer<DeadLetterView> deadLetters = new RingBuffer<>(MOST_DEAD_LETTERS);
  private @Nullable String model;
  private long framesSeen;
  private long predictions;
  private long forecastsRead;
  private long lastPrediction;
  private final UnreadableRecords unreadable;
  private long unrecognized;

  /** A frame that waits for its prediction; only a prediction shows that it was accepted. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record PendingFrame(long at, @Nullable Long sequence, String type, byte[] value) {}

  /** A prediction that waits for its frame, and the time of its append. */
  private record PendingPrediction(Prediction prediction, long at) {}

  /**
   * Starts empty.
   *
   * @param memory the most characters of images in memory
   * @param clock returns milliseconds since 1970
   * @param unreadable counts the records that cannot be read
   */
  public TopicView(
      Topics topics,
      FrameLimits limits,
      long memory,
      LongSupplier clock,
      UnreadableRecords unreadable) {
    this.unreadable = unreadable;
    this.topics = topics;
    this.decoder = new FrameDecoder(limits);
    this.clock = clock;
    this.streams = new StreamHistories(memory);
    this.frames =
        new PendingBuffer<>(memory / WAITING_SHARE, frame -> frame.value().length + OVERHEAD);
    this.predictionsWaiting =
        new PendingBuffer<>(
            memory / WAITING_SHARE, pending -> pending.prediction().value().length + OVERHEAD);
  }

  /** Reads a record. Anyone may write to a topic, so an unrecognized record is only counted. */
  public synchronized void read(ConsumerRecord<byte[], byte[]> record) {
    if (!unreadable.read(record, this::accept)) {
      unrecognized++;
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) throws RefusedFrameException {
    String topic = record.topic();
    if (topic.equals(topics.frames())) {
      frame(record);
    } else if (topic.equals(topics.predictions())) {
      Prediction prediction = Prediction.of(record);
      expectFrame(prediction.source());
      predictions++;
      long now = clock.getAsLong();
      long at = Math.min(record.timestamp(), now);
      lastPrediction = Math.max(lastPrediction, at);
      history.prediction(at, now);
      model = prediction.model();
      PendingPrediction pending = new PendingPrediction(prediction, record.timestamp());
      PendingFrame frame = frames.remove(prediction.source());
      if (frame == null) {
        predictionsWaiting.put(prediction.source(), pending);
      } else {
        join(frame, pending);
      }
    } else if (topic.equals(topics.forecasts())) {
      Prediction forecast = Prediction.of(record);
      expectFrame(forecast.source());
      forecastsRead++;
      streams.addForecast(forecast);
    } else if (topic.equals(topics.scores())) {
      score(record);
    } else if (topic.equals(topics.events())) {
      Event event = Event.parse(record.value());
      RingBuffer<EventView> ring = event.event().equals(Event.RESET) ? resets : events;
      ring.add(serial -> EventView.of(serial, record.timestamp(), event));
    } else if (topic.equals(topics.deadLetters())) {
      deadLetters.add(serial -> DeadLetterView.of(serial, record, decoder));
    }
  }

  private void expectFrame(RecordPosition source) {
    if (!source.topic().equals(topics.frames())) {
      throw new InvalidRecordException(
          String.format(
              Locale.ROOT,
              "expected a source in topic %s, found %s",
              topics.frames(),
              RecordText.quote(source.toString())));
    }
  }

  private void frame(ConsumerRecord<byte[], byte[]> record) throws RefusedFrameException {
    framesSeen++;
    String stream = StreamId.of(record.key());
    if (record.value() == null) {
      streams.end(stream, RecordPosition.of(record));
      return;
    }
    String type =
        FrameDecoder.contentType(
            record.value(), HeaderText.text(record.headers(), FrameHeaders.CONTENT_TYPE));
    OptionalLong sequence = HeaderText.ofFrame(record).sequence();
    PendingFrame frame =
        new PendingFrame(
            record.timestamp(),
            sequence.isPresent() ? sequence.getAsLong() : null,
            type,
            record.value());
    RecordPosition source = RecordPosition.of(record);
    PendingPrediction pending = predictionsWaiting.remove(source);
    if (pending == null) {
      frames.put(source, frame);
    } else {
      join(frame, pending);
    }
  }

  private void join(PendingFrame frame, PendingPrediction pending) {
    Prediction prediction = pending.prediction();
    long latency = Math.max(0, pending.at() - frame.at());
    PredictionScore score = scores.remove(prediction.source());
    EncodedImage picture = EncodedImage.ofFrame(frame.type(), frame.value(), decoder);
    AcceptedFrame accepted = new AcceptedFrame(frame.at(), frame.sequence(), picture);
    streams.add(accepted, prediction, latency, score == null ? null : score.skill());
    history.latency(pending.at(), latency, clock.getAsLong());
  }

  private void score(ConsumerRecord<byte[], byte[]> record) {
    PredictionScore score = PredictionScore.parse(record.value());
    RecordPosition source = score.frame();
    expectFrame(source);
    history.score(record.timestamp(), score, clock.getAsLong());
    if (score.lead() == 1
        && !streams.setScore(score.stream(), source.partition(), source.offset(), score.skill())) {
      scores.put(source, score);
    }
  }

  /** Returns the streams, sorted by id. */
  public synchronized List<StreamHistories.ListedStream> streams() {
    return streams.list();
  }

  /** Returns a number that rises when a stream is added or removed. */
  public synchronized long streamChanges() {
    return streams.changes();
  }

  /** Returns how many streams were evicted for others. */
  public synchronized long evictedStreams() {
    return streams.evictions();
  }

  /** Returns the newest pair of a stream, or null for an unknown stream. */
  public synchronized @Nullable FramePair newest(int n) {
    StreamHistory stream = streams.stream(n);
    return stream == null ? null : stream.newest();
  }

  /** Returns a stream, or null for an unknown stream. */
  public synchronized StreamHistories.@Nullable ListedStream stream(int n) {
    return streams.listed(n);
  }

  /** Returns the last pairs of a stream, oldest first. */
  public synchronized List<FramePair> pairs(int n) {
    StreamHistory stream = streams.stream(n);
    return stream == null ? List.of() : stream.pairs();
  }

  /** Returns the published forecasts after a recent frame of a stream, or null without any. */
  public synchronized @Nullable PublishedForecasts forecasts(int n) {
    return streams.forecasts(n);
  }

  /** Returns the events after this serial except resets, oldest first. */
  public synchronized List<EventView> eventsSince(long serial) {
    return List.copyOf(events.since(serial));
  }

  /** Returns the recent events of a stream, oldest first. */
  public synchronized List<EventView> eventsOf(String stream) {
    return Stream.concat(resets.all().stream(), events.all().stream())
        .filter(event -> stream.equals(event.stream()))
        .sorted(Comparator.comparingLong(EventView::at))
        .toList();
  }

  /** Returns the dead letters after this serial, oldest first. */
  public synchronized List<DeadLetterView> deadLettersSince(long serial) {
    return List.copyOf(deadLetters.since(serial));
  }

  /** Returns the figures of the last ten minutes. */
  public synchronized SkillHistory.Lines history() {
    return history.lines(clock.getAsLong());
  }

  /**
   * Returns the skill of each lead from 1 on over the last minute, null for a lead without a score.
   * Empty while no lead above 1 has a score.
   */
  public synchronized List<@Nullable Double> leadSkills() {
    return history.leads(clock.getAsLong());
  }

  /**
   * Returns the predictions per second up to the newest one, 0 without any.
   *
   * @param waitingSince since when frames wait, milliseconds since 1970
   */
  public synchronized double rate(long waitingSince) {
    return history.rate(lastPrediction, waitingSince);
  }

  /** Returns the number of records since the start, and the current figures. */
  public synchronized TopicCounts counts() {
    return new TopicCounts(
        framesSeen,
        predictions,
        forecastsRead,
        deadLetters.serial(),
        unrecognized,
        lastPrediction,
        model,
        history.now(clock.getAsLong()));
  }

  /**
   * The counts since the start and the current figures.
   *
   * @param unrecognized records that could not be read
   * @param lastPrediction the time of the newest prediction, milliseconds since 1970; 0 before the
   *     first
   * @param model the model of the newest prediction, null before the first
   */
  public record TopicCounts(
      long frames,
      long predictions,
      long forecasts,
      long deadLetters,
      long unrecognized,
      long lastPrediction,
      @Nullable String model,
      SkillHistory.Now now) {}
}
