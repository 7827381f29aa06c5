package io.framecast.predictor.streams;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Provides new seeds in each run; {@code test.seeds} sets how many. */
final class Seeds implements ArgumentsProvider {

  @Override
  public Stream<Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    long now = System.nanoTime();
    return LongStream.range(0, Integer.getInteger("test.seeds", 10))
        .mapToObj(n -> Arguments.of(now + n));
  }
}
