// Matplotlib's "inferno" at nine points. Its lightness increases steadily, so it stays readable for
// colour-blind people, on light and on dark pages.
const POINTS = [
  [0, 0, 4], [31, 12, 72], [85, 15, 109], [136, 34, 106], [186, 54, 85], [227, 89, 51], [249, 140, 10], [249, 201, 50], [252, 255, 164],
];

const COLOURS = new Uint8Array(256 * 3); // [error of 0..255, red green blue]
for (let error = 0; error < 256; error++) {
  // The square root spreads small errors, since a trained model makes few large ones.
  const along = Math.sqrt(error / 255) * (POINTS.length - 1);
  const i = Math.min(POINTS.length - 2, Math.floor(along));
  for (let c = 0; c < 3; c++) {
    COLOURS[3 * error + c] = Math.round(POINTS[i][c] + (along - i) * (POINTS[i + 1][c] - POINTS[i][c]));
  }
}

/** Returns |frame - predicted|, the mean of red, green and blue, as colours; null when the sizes differ. */
export function errorMap(frame, predicted) {
  if (frame.width !== predicted.width || frame.height !== predicted.height) {
    return null;
  }
  const error = new ImageData(frame.width, frame.height);
  const a = frame.data;
  const b = predicted.data;
  const to = error.data;
  for (let i = 0; i < to.length; i += 4) {
    const sum = Math.abs(a[i] - b[i]) + Math.abs(a[i + 1] - b[i + 1]) + Math.abs(a[i + 2] - b[i + 2]);
    const colour = 3 * Math.round(sum / 3);
    to[i] = COLOURS[colour];
    to[i + 1] = COLOURS[colour + 1];
    to[i + 2] = COLOURS[colour + 2];
    to[i + 3] = 255;
  }
  return error;
}

/** Draws the colour scale from left to right, evenly in lightness. */
export function drawScale(canvas) {
  const pen = canvas.getContext("2d");
  const strip = pen.createImageData(256, 1);
  for (let x = 0; x < 256; x++) {
    const colour = 3 * Math.round((x / 255) ** 2 * 255);
    strip.data.set([COLOURS[colour], COLOURS[colour + 1], COLOURS[colour + 2], 255], 4 * x);
  }
  pen.putImageData(strip, 0, 0);
}
