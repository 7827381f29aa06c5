/**
 * Computes the model: an immutable {@link io.framecast.convlstm.Configuration}, read-only {@link
 * io.framecast.convlstm.Weights}, one {@link io.framecast.convlstm.State} per stream, and the
 * {@link io.framecast.convlstm.Step} that advances a state by one frame. No public signature
 * exposes the native library behind the convolutions.
 */
@NullMarked
package io.framecast.convlstm;

import org.jspecify.annotations.NullMarked;
