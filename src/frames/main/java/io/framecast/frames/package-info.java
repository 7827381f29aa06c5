/**
 * Defines what is on the wire: a frame, its encodings, its headers and its place in a stream. It
 * also has the metrics that compare two frames.
 */
@NullMarked
package io.framecast.frames;

import org.jspecify.annotations.NullMarked;
