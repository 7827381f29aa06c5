package io.framecast.trainer.commands;

import io.framecast.convlstm.NetworkTable;
import io.framecast.convlstm.Weights;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what a weights file holds. */
@Command(
    name = "inspect",
    description = "Prints the network of a weights file, its version and how it was made.",
    mixinStandardHelpOptions = true)
public final class InspectCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "weights file")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    Weights weights = Weights.read(file);
    System.out.print(NetworkTable.of(weights.configuration()));
    weights
        .provenance()
        .forEach((key, value) -> System.out.println(visible(key) + ": " + visible(value)));
    System.out.println(file + ": version " + weights.version());
    return 0;
  }

  /** Anyone may have written the file, and a terminal obeys control characters. */
  private static String visible(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
