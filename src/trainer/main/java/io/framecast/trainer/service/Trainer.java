package io.framecast.trainer.service;

import io.framecast.convlstm.RefusedWeightsException;
import io.framecast.service.Service;
import java.util.List;

/** Defines the trainer as a service, in its own process or inside another one. */
public final class Trainer {
  /** How it starts. When it ends it interrupts a running round, which the next trainer resumes. */
  public static final Service.Kind KIND =
      new Service.Kind(
          "classpath:io/framecast/trainer/",
          TrainerLoop.class,
          List.of(RefusedWeightsException.class));

  private Trainer() {}
}
