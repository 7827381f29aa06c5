package io.framecast.trainer.verify;

import io.framecast.frames.DecodedFrame;
import io.framecast.frames.FrameHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A frame that the service accepts.
 *
 * @param missing frames to fill in before it, according to its sequence
 * @param resetReason why it resets its stream; null if it continues it
 */
record ValidatedFrame(
    FrameHeaders headers, DecodedFrame decoded, int missing, @Nullable String resetReason) {}
