/**
 * The demo: it starts a broker, the services and the simulator in one process, prints a line every
 * few seconds, and counts every frame and prediction at the end.
 */
@NullMarked
package io.framecast.demo;

import org.jspecify.annotations.NullMarked;
