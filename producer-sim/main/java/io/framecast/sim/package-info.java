/**
 * A small world that films itself: cameras on moving squares, their records, and the program that
 * sends them to a broker. What is sent is a function of a seed; only when is up to the clock.
 */
@NullMarked
package io.framecast.sim;

import org.jspecify.annotations.NullMarked;
