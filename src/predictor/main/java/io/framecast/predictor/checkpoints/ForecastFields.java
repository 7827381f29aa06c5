package io.framecast.predictor.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads and writes the pending forecasts in a checkpoint, see {@link CheckpointFormat}. */
final class ForecastFields {

  /** More than any forecast's lead. */
  private static final int MAX_AGE = 1_000;

  private ForecastFields() {}

  static int size(List<PublishedForecast> forecasts) {
    int size = Integer.BYTES;
    for (PublishedForecast one : forecasts) {
      size += 5 * Integer.BYTES + one.source().length;
      size += one.model().getBytes(UTF_8).length + one.contentType().getBytes(UTF_8).length;
      size += one.predictions().stream().mapToInt(p -> Integer.BYTES + p.length).sum();
    }
    return size;
  }

  static void write(ByteBuffer to, List<PublishedForecast> forecasts) {
    to.putInt(forecasts.size());
    for (PublishedForecast one : forecasts) {
      CheckpointFields.writeText(to, one.model());
      to.putInt(one.age());
      CheckpointFields.writeText(to, one.contentType());
      to.putInt(one.source().length).put(one.source());
      to.putInt(one.predictions().size());
      one.predictions().forEach(prediction -> to.putInt(prediction.length).put(prediction));
    }
  }

  static List<PublishedForecast> read(ByteBuffer from) throws InvalidCheckpointException {
    List<PublishedForecast> forecasts = new ArrayList<>();
    for (int left = CheckpointFields.readLength(from, 5 * Integer.BYTES); left > 0; left--) {
      String model = CheckpointFields.readText(from);
      int age = from.getInt();
      String type = CheckpointFields.readText(from);
      CheckpointFields.require(
          model != null && type != null, "a forecast's model and content type", "none");
      CheckpointFields.require(
          age >= 0 && age < MAX_AGE, "a forecast of less than " + MAX_AGE + " frames ago", age);
      byte[] source = CheckpointFields.readBytes(from);
      List<byte[]> predictions = new ArrayList<>();
      for (int count = CheckpointFields.readLength(from, Integer.BYTES); count > 0; count--) {
        predictions.add(CheckpointFields.readBytes(from));
      }
      forecasts.add(
          new PublishedForecast(
              Objects.requireNonNull(model),
              age,
              Objects.requireNonNull(type),
              source,
              predictions));
    }
    return forecasts;
  }
}
