/** The package runs the drift scenario; the scores and events topics decide its outcome. */
@NullMarked
package io.framecast.demo.drift;

import org.jspecify.annotations.NullMarked;
