package io.framecast.frames;

/** A frame and the encoding in which its prediction is to be written. */
public record Decoded(Frame frame, Encoding encoding) {}
