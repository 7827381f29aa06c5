/** The package shows the model registry: versions, their provenance and their events. */
@Configuration
@Requires(property = "micronaut.application.name", value = "framecast-console")
@NullMarked
package io.framecast.console.models;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
