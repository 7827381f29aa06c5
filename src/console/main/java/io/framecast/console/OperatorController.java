package io.framecast.console;

import io.framecast.console.around.Neighbours;
import io.framecast.service.Answer;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.jspecify.annotations.Nullable;

/** What an operator asks of others. */
@Controller("/api")
final class OperatorController {
  private final Neighbours neighbours;
  private final @Nullable Simulator simulator;

  OperatorController(Neighbours neighbours, @Nullable Simulator simulator) {
    this.neighbours = neighbours;
    this.simulator = simulator;
  }

  /** The trainer is to begin a round now. */
  @Post("/rounds")
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<?> train(@Header("Authorization") String authorization) throws InterruptedException {
    return FromTrainer.answerTo(() -> neighbours.tellTrainer("/rounds", authorization));
  }

  /** The demo's squares go so many pixels a frame from now on. */
  @Post("/simulator")
  HttpResponse<?> film(@QueryValue int speed) {
    if (simulator == null) {
      return Answer.of(HttpStatus.NOT_FOUND, "expected a simulator, found none");
    }
    if (speed < 1 || speed > Simulator.FASTEST) {
      return Answer.of(
          HttpStatus.BAD_REQUEST, "speed: expected 1 to " + Simulator.FASTEST + ", found " + speed);
    }
    simulator.speed(speed);
    return Answer.of(HttpStatus.OK, "the squares go " + speed + " pixels a frame");
  }
}
