package io.framecast.trainer.commands;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.ConfigurationJson;
import io.framecast.convlstm.Weights;
import io.framecast.trainer.files.PlainFiles;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes untrained weights of any configuration. */
@Command(
    name = "init",
    description = "Writes untrained weights of any configuration.",
    mixinStandardHelpOptions = true)
public final class InitCommand implements Callable<Integer> {

  @Option(names = "--config", required = true, description = "configuration, JSON")
  private Path config = Path.of("");

  @Option(names = "--seed", required = true, description = "the same seed, the same weights")
  private long seed;

  @Option(names = "--out", required = true, description = "weights file to write")
  private Path out = Path.of("");

  @Override
  public Integer call() {
    PlainFiles.requireWritable(out);
    String json = PlainFiles.text(config, "a configuration in JSON");
    Configuration configuration = PlainFiles.parse(config, json, ConfigurationJson::read);
    Weights weights = Weights.initial(configuration, seed);
    PlainFiles.write(out, weights.toBytes());
    System.out.println(out + ": version " + weights.version());
    return 0;
  }
}
