package io.framecast.trainer.commands;

import io.framecast.convlstm.Configuration;

/** The networks that have a name. */
enum Preset {
  KERAS,
  SQUARES;

  Configuration configuration() {
    return this == KERAS ? Configuration.keras() : Configuration.squares();
  }
}
