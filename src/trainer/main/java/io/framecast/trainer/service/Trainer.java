package io.framecast.trainer.service;

import io.framecast.convlstm.RefusedWeightsException;
import io.framecast.service.Service;
import java.util.List;

/** The trainer as a service, in a process of its own or inside another one. */
public final class Trainer {
  /**
   * How it is begun. A round that is on when it ends is broken off, and gone on with by whoever
   * starts next.
   */
  public static final Service.Kind KIND =
      new Service.Kind(
          "classpath:io/framecast/trainer/",
          TrainerLoop.class,
          List.of(RefusedWeightsException.class));

  private Trainer() {}
}
