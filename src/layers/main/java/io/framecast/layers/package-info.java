/**
 * Layers that Deeplearning4j lacks for video: a convolutional LSTM, 5-D normalisation, a
 * convolution that looks only into the past, a pixel loss, and what is needed to train with them (a
 * global gradient clip, AdaDelta with a rate). All activations are channels last: {@code [batch,
 * time, height, width, channels]}. Depends on no other room and knows nothing of streams or weights
 * files.
 */
@NullMarked
package io.framecast.layers;

import org.jspecify.annotations.NullMarked;
