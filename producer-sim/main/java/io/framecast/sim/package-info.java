/**
 * The package simulates cameras: it renders moving squares and sends the frames to a broker. The
 * records are a function of a seed; only their times depend on the clock.
 */
@NullMarked
package io.framecast.sim;

import org.jspecify.annotations.NullMarked;
