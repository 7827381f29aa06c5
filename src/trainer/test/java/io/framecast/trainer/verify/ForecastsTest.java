package io.framecast.trainer.verify;

import static io.framecast.trainer.verify.StreamFixture.FILLED;
import static io.framecast.trainer.verify.Verifications.FORECASTER;
import static io.framecast.trainer.verify.Verifications.LIGHT_SHY;
import static io.framecast.trainer.verify.Verifications.OTHER;
import static io.framecast.trainer.verify.Verifications.assertDiffers;
import static io.framecast.trainer.verify.Verifications.camera;
import static io.framecast.trainer.verify.Verifications.check;
import static io.framecast.trainer.verify.Verifications.forecasts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.topics.RecordPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams whose predictions have forecasts of the leads 2 to 4 beside them. */
class ForecastsTest {

  private final StreamFixture log = camera().ahead(4);

  @Test
  void theyHoldOverGapsResetsAndASwap() {
    log.answeredFrames(2).frame(4).answered(0, 1, FILLED, FILLED, 4);
    log.frame(5, "framecast-reset", "true").answered(5).unnumbered(6).answered(5, 6);
    log.frame(7).answered(OTHER, 5, 6, 7).frame(8).answered(OTHER, 5, 6, 7, 8);
    assertThat(check(log))
        .hasToString("7 predictions and 21 forecasts hold, from recorded.frames-1@0 to @6");
  }

  @Test
  void theyHoldInEveryEncodingAndIfTheNetworkHasStepsForThem() {
    for (Encoding encoding : List.of(Encoding.PNG8, Encoding.NPY_U1, Encoding.NPY_F4)) {
      StreamFixture encoded = camera().ahead(4).in(encoding).answeredFrames(FORECASTER, 3);
      assertThat(check(encoded).forecasts())
          .as(encoding.contentType())
          .isEqualTo(new ForecastCounts(9, 0));
    }
  }

  @Test
  void aServiceMayBeginAndStopToPublishThem() {
    log.ahead(1).answeredFrames(2).ahead(3).frame(2).answered(0, 1, 2);
    log.ahead(1).frame(3).answered(0, 1, 2, 3);
    assertThat(check(log))
        .hasToString("4 predictions and 2 forecasts hold, from recorded.frames-1@0 to @3");
  }

  @Test
  void aFrameMayLackTheLastOrAllOfThem() {
    log.answeredFrames(4);
    log.forecasts.subList(8, 9).clear();
    log.forecasts.subList(4, 6).clear();
    log.forecasts.subList(0, 3).clear();
    assertThat(check(log).forecasts()).isEqualTo(new ForecastCounts(6, 0));
  }

  @Test
  void thoseThatAreNotFiniteAreNotPublished() {
    log.frame(0, new Frame(10, 12, 1, new float[120])).answered(LIGHT_SHY, 0);
    assertDiffers(
        log,
        "@0: forecast of lead 2: expected none, since the pixels that the log gives are not finite");
    log.forecasts.clear();
    assertThat(check(log).held()).isEqualTo(1);
  }

  @Test
  void areLostWithTheFramesOfTheirPredictions() {
    log.answeredFrames(4).frame(4).answered(3, 4).frame(5).answered(3, 4, 5).lose(3);
    log.frame(6, "framecast-reset", "true").answered(6);
    assertThat(check(log))
        .hasToString(
            "3 predictions and 9 forecasts hold, from recorded.frames-1@0 to @6; 4 predictions and"
                + " 12 forecasts cannot be checked, the log has lost frames or predictions that they"
                + " need");
  }

  @Test
  void retentionMayTakeThePredictionsOrTheFirstLeadsBeforeThem() {
    log.answeredFrames(4);
    log.predictions.subList(0, 2).clear();
    assertThat(checkCut())
        .hasToString(
            "2 predictions and 6 forecasts hold, from recorded.frames-1@2 to @3; 6 forecasts cannot"
                + " be checked, the log has lost frames or predictions that they need");
    log.forecasts.subList(0, 8).clear();
    assertThat(checkCut().forecasts()).isEqualTo(new ForecastCounts(4, 0));
    assertDiffers(log, "@2: expected its forecast of lead 2, found that of lead 4");
    log.forecasts.remove(1);
    assertThatThrownBy(this::checkCut)
        .isInstanceOf(MismatchException.class)
        .hasMessageContaining("@3: expected its forecast of lead 2, found that of lead 3");
  }

  private VerificationResult checkCut() {
    SourceRange all = SourceRange.ALL;
    return check(
        log, log.published(), forecasts(log.publishedForecasts().toList(), true, all), all);
  }

  @Test
  void onlyThoseOfTheRangeAreChecked() {
    log.answeredFrames(7);
    log.forecasts.get(3).value()[130] ^= 1;
    log.forecasts.remove(16);
    log.predictions.remove(6);
    SourceRange range = new SourceRange(2, 4);
    assertThat(check(log, range).forecasts()).isEqualTo(new ForecastCounts(9, 0));
    assertThatThrownBy(() -> check(log, new SourceRange(2, 5)))
        .isInstanceOf(MismatchException.class)
        .hasMessageContaining("@5: expected its forecast of lead 3, found that of lead 4");
  }

  @Test
  void skipsARecordThatNamesNoForecastOrAPublishedOne() {
    log.ahead(3).answeredFrames(4);
    List<PublishedRecord> published = new ArrayList<>(log.publishedForecasts().toList());
    published.add(8, malformed(1, 4)); // the forecasts after this frame were read
    published.add(4, malformed(2, 1));
    published.add(3, malformed(1, 3));
    published.add(0, malformed(0, 0));
    published.add(0, malformed(9, 2));
    published.add(
        0,
        new PublishedRecord.Malformed(
            new RecordPosition("forecasts", 0, 99), null, 2, "no source"));
    assertThat(checkPublished(published))
        .hasToString("4 predictions and 8 forecasts hold, from recorded.frames-1@0 to @3");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void aRecordInPlaceOfAForecastIsAMismatch(int lead) {
    log.answeredFrames(3);
    List<PublishedRecord> published = new ArrayList<>(log.publishedForecasts().toList());
    published.set(1 + lead, malformed(1, lead));
    assertThatThrownBy(() -> checkPublished(published))
        .isInstanceOf(MismatchException.class)
        .hasMessage(
            "recorded.frames-1@1: expected its forecast of lead "
                + lead
                + ", found only a record at forecasts-0@99 that is none: expected a, found b");
  }

  private VerificationResult checkPublished(List<PublishedRecord> published) {
    SourceRange all = SourceRange.ALL;
    return check(log, log.published(), forecasts(published, false, all), all);
  }

  private static PublishedRecord.Malformed malformed(long frame, int lead) {
    return new PublishedRecord.Malformed(
        new RecordPosition("forecasts", 0, 99),
        new RecordPosition("recorded.frames", 1, frame),
        lead,
        "expected a, found b");
  }

  @Test
  void readsNoFurtherThanToTheNextFrame() {
    log.answeredFrames(5);
    AtomicInteger read = new AtomicInteger();
    List<PublishedRecord> published = log.publishedForecasts().toList();
    Iterable<PublishedRecord> counted =
        () -> published.stream().peek(one -> read.incrementAndGet()).iterator();
    ForecastReader reader = forecasts(counted, false, SourceRange.ALL);
    for (int frame : IntStream.range(0, 4).toArray()) {
      assertThat(reader.take(log.predictions.get(frame).source())).hasSize(3);
      assertThat(read).as("after frame " + frame).hasValue(3 * (frame + 1) + 1);
    }
  }
}
