package io.framecast.frames;

/** Holds a decoded frame and the encoding in which its prediction is written. */
public record Decoded(Frame frame, Encoding encoding) {}
