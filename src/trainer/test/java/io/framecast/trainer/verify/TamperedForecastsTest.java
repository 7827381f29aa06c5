package io.framecast.trainer.verify;

import static io.framecast.trainer.verify.Verifications.OTHER;
import static io.framecast.trainer.verify.Verifications.assertDiffers;
import static io.framecast.trainer.verify.Verifications.camera;
import static io.framecast.trainer.verify.Verifications.changed;
import static io.framecast.trainer.verify.Verifications.counting;

import io.framecast.topics.Prediction;
import java.util.Collections;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Damages the forecasts of the third of four frames, which has the leads 2 to 4. */
class TamperedForecastsTest {

  private static final int LEAD_2 = 6; // its index among all forecasts
  private static final int LEAD_3 = 7;
  private static final int LEAD_4 = 8;
  private static final String VERSION = StreamFixture.WEIGHTS.version();

  private static Stream<Arguments> damages() {
    return Stream.of(
        damage(
            "pixels",
            log -> log.forecasts.get(LEAD_3).value()[130] ^= 1,
            "@2: forecast of lead 3: expected the 608 bytes that "
                + VERSION
                + " gives after the last 3 frames, found 608 that differ at byte 130"),
        damage(
            "content type",
            lead3(p -> changed(p, "image/png", p.model(), 2, 3, 0)),
            "@2: forecast of lead 3: content-type: expected application/x-npy, found image/png"),
        damage(
            "model",
            lead3(p -> changed(p, p.contentType(), OTHER.version(), 2, 3, 0)),
            "@2: forecast of lead 3: framecast-model: expected " + VERSION + ", found "),
        damage(
            "frames seen",
            lead3(p -> counting(p, 2)),
            "@2: forecast of lead 3: framecast-frames-seen: expected 3, found 2"),
        damage(
            "filled",
            lead3(p -> changed(p, p.contentType(), p.model(), 2, 3, 1)),
            "@2: forecast of lead 3: framecast-filled: expected 0, found 1"),
        damage(
            "sequence",
            lead3(p -> changed(p, 6L, 3)),
            "@2: forecast of lead 3: sequence: expected 5, found 6"),
        damage(
            "no sequence",
            lead3(p -> changed(p, null, 3)),
            "@2: forecast of lead 3: sequence: expected 5, found none"),
        damage(
            "twice",
            log -> log.forecasts.add(LEAD_4, log.forecasts.get(LEAD_2)),
            "@2: expected one forecast of lead 2, found a second one"),
        damage(
            "hole",
            log -> log.forecasts.remove(LEAD_3),
            "@2: expected its forecast of lead 3, found that of lead 4"),
        damage(
            "hole in front",
            log -> log.forecasts.remove(LEAD_2),
            "@2: expected its forecast of lead 2, found that of lead 3"),
        damage(
            "lead 1",
            log -> log.forecasts.set(LEAD_2, changed(log.forecasts.get(LEAD_2), 3L, 1)),
            "@2: framecast-horizon: expected 2 to 100 of a forecast, found 1"),
        damage(
            "lead 101",
            lead3(p -> changed(p, 103L, 101)),
            "@2: framecast-horizon: expected 2 to 100 of a forecast, found 101"),
        damage(
            "leads out of order",
            log -> Collections.swap(log.forecasts, LEAD_3, LEAD_4),
            "@2: expected its forecast of lead 3, found that of lead 4"),
        damage(
            "frames out of order",
            log -> Collections.rotate(log.forecasts.subList(LEAD_2 - 3, LEAD_4 + 1), 3),
            "@1: forecast of lead 2: expected it before those of offset 2, found it after one"),
        damage(
            "frames mixed",
            log -> Collections.swap(log.forecasts, LEAD_4, LEAD_4 + 1),
            "@2: forecast of lead 4: expected it before those of offset 3, found it after one"),
        damage(
            "no prediction",
            log -> log.predictions.remove(2),
            "@2: forecast of lead 2: expected a prediction of its frame too, found none"),
        damage(
            "no first prediction",
            log -> log.predictions.remove(0),
            "@0: forecast of lead 2: expected a prediction of its frame too, found none"),
        damage(
            "no last prediction",
            log -> log.predictions.remove(3),
            "@3: forecast of lead 2: expected a prediction of its frame too, found none"),
        damage(
            "no frame",
            log ->
                log.forecasts.add(
                    changed(log.forecasts.get(LEAD_2), "application/x-npy", VERSION, 7, 3, 0)),
            "@7: forecast of lead 2: expected a prediction of its frame too, found none"));
  }

  private static Arguments damage(String name, Consumer<StreamFixture> change, String sentence) {
    return Arguments.of(Named.of(name, change), sentence);
  }

  private static Consumer<StreamFixture> lead3(UnaryOperator<Prediction> change) {
    return log -> log.forecasts.set(LEAD_3, change.apply(log.forecasts.get(LEAD_3)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void damageIsNamedInOneSentence(Consumer<StreamFixture> damage, String sentence) {
    StreamFixture log = camera().ahead(4).answeredFrames(4);
    damage.accept(log);
    assertDiffers(log, "recorded.frames-1" + sentence);
  }
}
