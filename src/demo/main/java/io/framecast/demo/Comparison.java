package io.framecast.demo;

import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.Limits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.Prediction;
import io.framecast.topics.Source;
import io.framecast.topics.TextHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A stream's latest frame beside what was predicted for it; decoded only when looked at. */
final class Comparison {
  private static final FrameDecoder DECODER = new FrameDecoder(Limits.DEFAULT);

  private @Nullable Source last;
  private @Nullable Prediction next;
  private byte @Nullable [] arrived;
  private byte @Nullable [] predicted;

  void prediction(Prediction prediction) {
    next = prediction;
  }

  /** A frame that starts afresh is not the one that was predicted. */
  void frame(ConsumerRecord<byte[], byte[]> frame) {
    Prediction before = next;
    boolean afresh = "true".equals(TextHeaders.text(frame.headers(), FrameHeaders.RESET));
    if (!afresh && before != null && before.source().equals(last)) {
      arrived = frame.value();
      predicted = before.value();
    }
    last = Source.of(frame);
  }

  /** Null before the first one, and where the frames are of no use as a grey picture. */
  @Nullable Pair pair(String stream) {
    if (arrived == null || predicted == null) {
      return null;
    }
    try {
      Frame a = DECODER.decode(arrived, null).frame();
      Frame p = DECODER.decode(predicted, null).frame();
      return a.shape().equals(p.shape()) && (a.channels() == 1 || a.channels() == 3)
          ? new Pair(stream, a.withChannels(1), p.withChannels(1))
          : null;
    } catch (RefusedFrameException e) {
      return null;
    }
  }
}
