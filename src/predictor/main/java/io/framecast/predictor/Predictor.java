package io.framecast.predictor;

import io.framecast.convlstm.InvalidWeightsException;
import io.framecast.predictor.settings.PredictorSettings;
import io.framecast.service.ServiceDefinition;
import io.framecast.service.ServiceProcess;
import java.util.List;

/**
 * Runs the predictor, as a process or inside another one.
 *
 * <p>{@code java -jar predictor.jar [--name=value ...]}, where a name is that of a setting under
 * {@code framecast}, {@code kafka} or {@code micronaut}.
 */
public final class Predictor {
  /** Defines the service for {@link ServiceProcess}. */
  public static final ServiceDefinition KIND =
      new ServiceDefinition(
          "predictor",
          PredictorSettings::read,
          "classpath:io/framecast/predictor/",
          PredictorService.class,
          List.of(InvalidWeightsException.class));

  private Predictor() {}

  public static void main(String[] arguments) throws InterruptedException {
    int code = ServiceProcess.run(KIND, arguments);
    if (code != 0) {
      System.exit(code);
    }
  }
}
