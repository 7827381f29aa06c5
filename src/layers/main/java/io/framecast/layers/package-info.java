/**
 * Adds layers for video to Deeplearning4j: a convolutional LSTM, 5-D normalisation, a causal
 * convolution and a pixel loss. It also has a global gradient clip and AdaDelta with a learning
 * rate. All activations are channels last: {@code [batch, time, height, width, channels]}. The
 * package depends on no other room and does not know streams or weights files.
 */
@NullMarked
package io.framecast.layers;

import org.jspecify.annotations.NullMarked;
