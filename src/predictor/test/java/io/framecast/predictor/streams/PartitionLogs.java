package io.framecast.predictor.streams;

import io.framecast.frames.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes the log of one partition with the streams cam0, cam1 and so on. */
final class PartitionLogs {
  private PartitionLogs() {}

  /** Returns this many numbered frames of each stream, in turn. */
  static List<ConsumerRecord<byte[], byte[]>> interleaved(int count, int frames) {
    List<CameraRecords> cameras = of(count);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    CameraRecords last = cameras.get(0);
    for (int n = 0; n < frames; n++) {
      for (CameraRecords camera : cameras) {
        last = camera.after(last);
        log.add(last.numbered(n));
      }
    }
    return log;
  }

  /** Returns random records: gaps, repetitions, restarts, ends, late and bad records. */
  static List<ConsumerRecord<byte[], byte[]>> randomLog(Random random, int records, long ttl) {
    List<CameraRecords> cameras = of(12);
    long[] next = new long[cameras.size()];
    long[] time = new long[cameras.size()];
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    CameraRecords last = cameras.get(0);
    while (log.size() < records) {
      int i = random.nextInt(cameras.size());
      CameraRecords camera = cameras.get(i).after(last);
      last = camera;
      time[i] += random.nextInt(100) == 0 ? ttl + 1 : 33;
      camera.setTime(time[i]);
      int what = random.nextInt(60);
      byte[] value = Encoding.PNG8.encode(camera.frame(next[i]));
      if (what == 0) {
        next[i] = 0;
        log.add(camera.record(null));
      } else if (what == 1) {
        log.add(camera.record(Arrays.copyOf(value, value.length / 2)));
      } else if (what == 2) {
        log.add(camera.numbered(Math.max(0, next[i] - 1)));
      } else if (what == 3) {
        log.add(camera.record(value, "framecast-reset", "true"));
      } else if (what == 4) {
        log.add(camera.unnumbered(next[i]));
      } else {
        next[i] += what == 5 ? 3 : what == 6 ? 9 : 0;
        log.add(camera.record(value, "sequence", Long.toString(next[i]++)));
      }
    }
    return log;
  }

  private static List<CameraRecords> of(int count) {
    List<CameraRecords> cameras = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cameras.add(new CameraRecords("cam" + i, 0, 8 + i % 4, 14 - i % 3, i));
    }
    return cameras;
  }
}
