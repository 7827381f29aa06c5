/**
 * The moving-squares world of Keras 2.1.0's {@code examples/conv_lstm.py} as pure functions of a
 * seed. No files, no network, no clock.
 */
@NullMarked
package io.framecast.squares;

import org.jspecify.annotations.NullMarked;
