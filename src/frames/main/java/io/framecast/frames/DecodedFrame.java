package io.framecast.frames;

/** Holds a decoded frame and the encoding in which its prediction is written. */
public record DecodedFrame(Frame frame, Encoding encoding) {}
