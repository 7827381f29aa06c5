/**
 * What the model computes: an immutable {@link io.framecast.convlstm.Configuration}, read-only
 * {@link io.framecast.convlstm.Weights}, one {@link io.framecast.convlstm.State} per stream, and
 * the {@link io.framecast.convlstm.Step} that takes a state one frame further. The native library
 * behind the convolutions does not show in any public signature.
 */
@NullMarked
package io.framecast.convlstm;

import org.jspecify.annotations.NullMarked;
