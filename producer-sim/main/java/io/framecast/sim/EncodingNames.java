package io.framecast.sim;

import io.framecast.frames.Encoding;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the names of encodings on the command line. */
final class EncodingNames implements ITypeConverter<Encoding> {
  private static final List<String> NAMES = List.of("png", "png16", "npy", "npy-u1", "jpeg");
  private static final Map<String, Encoding> BY_NAME =
      Map.of(
          "png", Encoding.PNG8,
          "png16", Encoding.PNG16,
          "npy", Encoding.NPY_F4,
          "npy-u1", Encoding.NPY_U1,
          "jpeg", Encoding.JPEG);

  @Override
  public Encoding convert(String name) {
    Encoding encoding = BY_NAME.get(name);
    if (encoding == null) {
      throw new TypeConversionException("expected one of " + NAMES + ", found \"" + name + "\"");
    }
    return encoding;
  }
}
