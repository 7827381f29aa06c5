package io.framecast.trainer.commands;

import io.framecast.convlstm.Configuration;

/** The named configurations of networks. */
enum Preset {
  KERAS,
  SQUARES;

  Configuration configuration() {
    return this == KERAS ? Configuration.keras() : Configuration.squares();
  }
}
