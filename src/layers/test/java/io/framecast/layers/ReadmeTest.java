package io.framecast.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ReadmeTest {
  private static final String PROGRAM =
      """
      import io.framecast.layers.*;
      import org.deeplearning4j.nn.conf.*;
      import org.deeplearning4j.nn.conf.inputs.InputType;
      import org.deeplearning4j.nn.conf.layers.Convolution3D;
      import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
      import org.nd4j.linalg.api.ndarray.INDArray;
      import org.nd4j.linalg.learning.config.Adam;
      public class Example {
        public static INDArray run(INDArray clips, INDArray nextFrames, INDArray newestFrame) {
      %s
          return forecast;
        }
      }
      """;

  @Test
  void theExampleCompilesAndRuns(@TempDir Path folder) throws Exception {
    compile(folder, String.format(Locale.ROOT, PROGRAM, example()));
    INDArray clips = Networks.bits(DataType.FLOAT, 2, 15, 24, 40, 1);
    INDArray frame = Nd4j.rand(DataType.FLOAT, 1, 1, 24, 40, 1);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Object forecast =
          loader
              .loadClass("Example")
              .getMethod("run", INDArray.class, INDArray.class, INDArray.class)
              .invoke(null, clips, clips, frame);
      assertThat(((INDArray) forecast).shape()).isEqualTo(frame.shape());
    }
  }

  private static String example() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    int start = readme.indexOf("```java\n") + "```java\n".length();
    return readme.substring(start, readme.indexOf("```", start));
  }

  private static void compile(Path folder, String source) throws IOException {
    Path file = Files.writeString(folder.resolve("Example.java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter diagnostics = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-d", folder.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
      boolean compiled =
          compiler
              .getTask(diagnostics, files, null, options, null, files.getJavaFileObjects(file))
              .call();
      assertThat(compiled).as(diagnostics.toString()).isTrue();
    }
  }
}
