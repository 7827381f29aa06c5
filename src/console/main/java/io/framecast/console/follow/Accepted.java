package io.framecast.console.follow;

import org.jspecify.annotations.Nullable;

/**
 * A frame that may have been accepted: the answer tells.
 *
 * @param at when it was appended
 * @param sequence null where it carries none
 */
record Accepted(long at, @Nullable Long sequence, Picture picture) {}
