/** A real Kafka broker inside this JVM, for the demo and the tests; never for a service. */
@NullMarked
package io.framecast.broker;

import org.jspecify.annotations.NullMarked;
