/** The predictor as a process: its beans, its loop, what it shows over HTTP. */
@NullMarked
package io.framecast.predictor;

import org.jspecify.annotations.NullMarked;
