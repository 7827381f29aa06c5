/** The registry as it is shown: versions, where they come from, and what was said of them. */
@Configuration
@Requires(property = "micronaut.application.name", value = "framecast-console")
@NullMarked
package io.framecast.console.models;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
