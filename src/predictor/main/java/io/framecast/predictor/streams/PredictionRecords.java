package io.framecast.predictor.streams;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.predictor.checkpoints.PublishedForecast;
import io.framecast.topics.Prediction;
import io.framecast.topics.ThrottledLog;
import io.framecast.topics.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the records of one stream's predictions, in the encoding of their frame. */
final class PredictionRecords {
  private static final Logger LOG = LoggerFactory.getLogger(PredictionRecords.class);

  /** All streams share it: what withholds the forecasts of one may withhold those of many. */
  private static final ThrottledLog WITHHELD = new ThrottledLog();

  private final StreamKey key;
  private final OutputRecords output;

  PredictionRecords(StreamKey key, OutputRecords output) {
    this.key = key;
    this.output = output;
  }

  /**
   * The forecasts from one frame.
   *
   * @param outputs their records
   * @param pending what is kept to score them; null for none
   * @param withheld number of forecasts that are not published
   */
  record Forecasts(List<Output> outputs, @Nullable PublishedForecast pending, int withheld) {
    static final Forecasts NONE = new Forecasts(List.of(), null, 0);
  }

  /**
   * Returns the prediction of the next frame.
   *
   * @param after the stream's state after the frame
   * @throws UnservableFrameException if the topic does not take it
   */
  Output next(AcceptedFrame frame, StreamState after, Frame predicted)
      throws UnservableFrameException {
    ProducerRecord<byte[], byte[]> record =
        record(frame, after, 1, frame.decoded().encoding().encode(predicted));
    if (!output.fits(record)) {
      throw new UnservableFrameException(
          String.format(
              Locale.ROOT,
              "expected a prediction that %s takes, a record of up to %d bytes, found one of %d;"
                  + " raise its max.message.bytes, and kafka.max.request.size if that is set",
              record.topic(),
              output.recordBytes().get(record.topic()),
              RecordLimits.size(record)));
    }
    return Output.of(record);
  }

  /**
   * Returns the forecasts after the next frame. If one cannot be published, it and those after it
   * are withheld: the stream continues, as its state does not depend on them.
   *
   * @param after the stream's state after the frame
   * @param predicted the finite predictions, that of the next frame first
   * @param horizons how many there should be
   */
  Forecasts forecasts(AcceptedFrame frame, StreamState after, List<Frame> predicted, int horizons) {
    if (horizons == 1) {
      return Forecasts.NONE;
    }
    Encoding encoding = frame.decoded().encoding();
    List<Output> outputs = new ArrayList<>(horizons - 1);
    List<byte[]> published = new ArrayList<>(horizons - 1);
    for (int lead = 2; lead <= predicted.size(); lead++) {
      byte[] encoded = encoding.encode(predicted.get(lead - 1));
      ProducerRecord<byte[], byte[]> record = record(frame, after, lead, encoded);
      if (!output.fits(record)) {
        break;
      }
      outputs.add(Output.of(record));
      published.add(encoded);
    }
    int withheld = horizons - 1 - published.size();
    if (withheld > 0) {
      WITHHELD.log(
          times ->
              LOG.warn(
                  "stream {} gets no forecasts of lead {} and more at {}: expected finite pixels and"
                      + " records that {} takes, found others",
                  key.id(),
                  published.size() + 2,
                  frame.source(),
                  output.topics().forecasts()));
    }
    if (published.isEmpty()) {
      return new Forecasts(List.of(), null, withheld);
    }
    PublishedForecast pending =
        new PublishedForecast(
            after.weights().version(),
            0,
            encoding.contentType(),
            encoding.encode(frame.decoded().frame()),
            published);
    return new Forecasts(outputs, pending, withheld);
  }

  private ProducerRecord<byte[], byte[]> record(
      AcceptedFrame frame, StreamState after, int lead, byte[] encoded) {
    Long number = frame.number();
    return new Prediction(
            key.id(),
            encoded,
            frame.decoded().encoding().contentType(),
            number == null ? null : number + lead,
            after.weights().version(),
            lead,
            frame.source(),
            after.state().framesSeen(),
            frame.missing(),
            TraceContext.childSpan(TraceContext.of(frame.record().headers()), frame.source()))
        .toRecord(lead == 1 ? output.topics().predictions() : output.topics().forecasts());
  }
}
