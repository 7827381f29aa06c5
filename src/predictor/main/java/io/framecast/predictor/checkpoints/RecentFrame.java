package io.framecast.predictor.checkpoints;

import org.jspecify.annotations.Nullable;

/**
 * Holds one of a stream's last frames, as it was received.
 *
 * @param filled steps on the stream's own predictions directly before this frame
 * @param contentType the header as received, null without one
 * @param value the encoded frame
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RecentFrame(int filled, @Nullable String contentType, byte[] value) {}
