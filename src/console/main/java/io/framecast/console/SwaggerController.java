package io.framecast.console;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** The description of this interface, which the build makes from its controllers. */
@Hidden
@Controller("/swagger")
final class SwaggerController {
  private static final String MADE = "/META-INF/swagger/console-1.yml";

  /** OpenAPI 3 in YAML. */
  @Get
  @Produces("application/yaml")
  byte[] openApi() throws IOException {
    try (InputStream yaml = SwaggerController.class.getResourceAsStream(MADE)) {
      if (yaml == null) {
        throw new FileNotFoundException("expected " + MADE + " on the class path, found none");
      }
      return yaml.readAllBytes();
    }
  }
}
