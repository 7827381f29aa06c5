/** The package sends server-sent events to browsers, each at its own rate. */
@Configuration
@Requires(property = "micronaut.application.name", value = "framecast-console")
@NullMarked
package io.framecast.console.live;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
