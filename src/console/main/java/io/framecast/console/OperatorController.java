package io.framecast.console;

import io.framecast.console.status.ServiceClients;
import io.framecast.console.status.SpeedControl;
import io.framecast.frames.Count;
import io.framecast.service.MessageResponse;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.jspecify.annotations.Nullable;

/** The controller passes the operator's commands to the trainer and the simulator. */
@Controller("/api")
final class OperatorController {
  private final ServiceClients services;
  private final @Nullable SpeedControl simulator;

  OperatorController(ServiceClients services, @Nullable SpeedControl simulator) {
    this.services = services;
    this.simulator = simulator;
  }

  /** Asks the trainer to start retraining now. */
  @Post("/rounds")
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<?> train(@Header("Authorization") String authorization) throws InterruptedException {
    return services.postToTrainer("/rounds", authorization);
  }

  /** Sets the speed of the demo's squares, in pixels per frame. */
  @Post("/simulator")
  HttpResponse<?> setSpeed(@QueryValue int speed) {
    if (simulator == null) {
      return MessageResponse.of(HttpStatus.NOT_FOUND, "This console has no simulator.");
    }
    if (speed < 1 || speed > SpeedControl.FASTEST) {
      return MessageResponse.of(
          HttpStatus.BAD_REQUEST,
          "speed: expected 1 to " + SpeedControl.FASTEST + ", found " + speed);
    }
    simulator.speed(speed);
    return MessageResponse.of(
        HttpStatus.OK, "The squares move " + Count.of(speed, "pixel") + " per frame.");
  }
}
