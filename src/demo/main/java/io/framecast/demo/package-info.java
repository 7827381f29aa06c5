/**
 * Everything in one command: a broker, a predictor, a trainer and the simulator in this JVM, a live
 * view of what flows through the topics, and an account of them at the end.
 */
@NullMarked
package io.framecast.demo;

import org.jspecify.annotations.NullMarked;
