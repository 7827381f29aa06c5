package io.framecast.trainer.verify;

import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the records of one stream in one partition of the frames topic. */
interface FrameLog {

  /** Returns the offset of the oldest record that the partition still holds, of any stream. */
  long first();

  /**
   * Returns the records of the stream from this offset to the current end of the log, oldest first.
   * It reads while the stream is consumed; the caller closes it.
   */
  Stream<ConsumerRecord<byte[], byte[]>> from(long offset);
}
