/** What is on the wire: a frame, its encodings and headers, and the metrics of two frames. */
@NullMarked
package io.framecast.frames;

import org.jspecify.annotations.NullMarked;
