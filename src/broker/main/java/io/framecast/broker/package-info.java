/**
 * Real Kafka brokers for the demo and the tests, never for a service: one inside this JVM, several
 * as processes of their own, or one in a container.
 */
@NullMarked
package io.framecast.broker;

import org.jspecify.annotations.NullMarked;
