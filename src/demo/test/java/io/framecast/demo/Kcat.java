package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads predictions with kcat. */
final class Kcat {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Kcat() {}

  /**
   * Returns the first prediction of a stream. kcat reads it by its offset: while records arrive, it
   * may find no end of the topic to exit at.
   */
  static byte[] firstPrediction(String bootstrap, String stream) throws Exception {
    String topic = Topics.DEFAULT.predictions();
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    await("a prediction of " + stream)
        .atMost(PATIENCE)
        .until(
            () -> {
              CommittedRecords.read(
                  bootstrap,
                  topic,
                  record -> {
                    if (stream.equals(new String(record.key(), UTF_8))) {
                      found.add(record);
                    }
                  });
              return !found.isEmpty();
            });
    ConsumerRecord<byte[], byte[]> first = found.get(0);
    String place = String.format(Locale.ROOT, "-p%d -o%d", first.partition(), first.offset());
    String command =
        String.format(
            Locale.ROOT, "exec kcat -b %s -Ct %s %s -c1 -qf %%s", bootstrap, topic, place);
    Process process =
        new ProcessBuilder("bash", "-c", command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(command).isZero();
    return output;
  }
}
