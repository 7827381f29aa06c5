/**
 * The package runs Kafka brokers for the demo and the tests: one in this JVM, several in their own
 * processes, or one in a container. A service never uses it.
 */
@NullMarked
package io.framecast.broker;

import org.jspecify.annotations.NullMarked;
