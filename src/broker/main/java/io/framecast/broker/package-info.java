/**
 * Real Kafka brokers for the demo and the tests, never for a service: one inside this JVM, or
 * several as processes of their own.
 */
@NullMarked
package io.framecast.broker;

import org.jspecify.annotations.NullMarked;
