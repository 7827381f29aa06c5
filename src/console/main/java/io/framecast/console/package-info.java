/** The package runs the console: its beans, its loop and its HTTP controllers. */
// several services may share a class path: each loads only its own beans
@Configuration
@Requires(property = "micronaut.application.name", value = "framecast-console")
@NullMarked
package io.framecast.console;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
