package io.framecast.trainer.verify;

import io.framecast.frames.Decoded;
import io.framecast.frames.FrameHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A frame that the service takes.
 *
 * @param missing frames to fill in before it, as its sequence says
 * @param afresh why its stream starts afresh with it, null where it goes on
 */
record ValidatedFrame(
    FrameHeaders headers, Decoded decoded, int missing, @Nullable String afresh) {}
