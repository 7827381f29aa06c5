package io.framecast.console.view;

import org.jspecify.annotations.Nullable;

/**
 * A frame that waits for its prediction; only a prediction shows that it was accepted.
 *
 * @param at the time of the append
 * @param sequence null when the frame carries none
 */
record PendingFrame(long at, @Nullable Long sequence, EncodedImage picture) {}
