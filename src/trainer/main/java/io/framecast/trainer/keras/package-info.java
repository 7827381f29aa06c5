/** Reads Keras' files: their configuration, their arrays, and what they become as stages. */
@NullMarked
package io.framecast.trainer.keras;

import org.jspecify.annotations.NullMarked;
