package io.framecast.demo;

import io.framecast.frames.Frame;

/** A frame, and what had been predicted for it before it came. */
record Pair(String stream, Frame arrived, Frame predicted) {}
