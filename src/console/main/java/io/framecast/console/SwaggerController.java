package io.framecast.console;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** The controller serves the OpenAPI description that the build generates. */
@Hidden
@Controller("/swagger")
final class SwaggerController {
  private static final String DESCRIPTION = "/META-INF/swagger/console-1.yml";

  /** Returns the OpenAPI 3 description as YAML. */
  @Get
  @Produces("application/yaml")
  byte[] openApi() throws IOException {
    try (InputStream yaml = SwaggerController.class.getResourceAsStream(DESCRIPTION)) {
      if (yaml == null) {
        throw new FileNotFoundException(
            "expected " + DESCRIPTION + " on the class path, found none");
      }
      return yaml.readAllBytes();
    }
  }
}
