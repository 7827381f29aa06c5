// Anyone may choose an id. Line breaks and marks that change the writing direction are made visible, so that
// an id can neither break a row nor look like another one. The joiner U+200D stays, since emoji use it.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

const WRITTEN = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Returns untrusted text with invisible characters made visible. */
export function visible(text) {
  return (text ?? "").replace(UNSEEN, (mark) => {
    const code = mark.charCodeAt(0);
    return WRITTEN[mark] ?? (code < 0x80 ? `\\x${code.toString(16).padStart(2, "0")}` : "\ufffd");
  });
}

/** Returns the displayed id of a stream. */
export const shown = (id) => visible(id) || "(no id)";

/** Returns the first eight characters of a version. */
export const short = (version) => (version ? version.slice(0, 8) : "–");

export const figure = (value, digits = 0) =>
  typeof value === "number" && Number.isFinite(value) ? value.toFixed(digits).replace("-", "−") : "–";

export const skill = (value) => figure(value, 2);

export const milliseconds = (value) => (typeof value === "number" ? `${figure(value)} ms` : "–");

export const whole = (value) => (typeof value === "number" ? value.toLocaleString("en") : "–");

const two = (number) => String(number).padStart(2, "0");

/** Returns the time of day of milliseconds or an ISO 8601 text; with the date unless it is today. */
export function time(moment) {
  const at = new Date(moment ?? NaN);
  if (Number.isNaN(at.getTime())) {
    return "–";
  }
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  const today = new Date().toDateString() === at.toDateString();
  return today ? clock : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock}`;
}

/** Returns the short name of a frame: its sequence, or its offset without one. */
export const place = (frame) => (frame.sequence === null ? `@${frame.offset}` : `#${frame.sequence}`);

/** Returns the name of a frame in words, which explains the short one. */
export const placeInWords = (frame) => (frame.sequence === null ? `offset ${frame.offset}` : `sequence ${frame.sequence}`);

/** Returns the name of a stream, with its partition if the id is in several ones. */
export const named = ({ id, partition, alsoIn }) => (alsoIn.length ? `${shown(id)} · partition ${partition}` : shown(id));

/** Returns why an id is in several partitions, empty for one that is not. */
export function partitionNote({ partition, alsoIn }) {
  if (!alsoIn.length) {
    return "";
  }
  const all = [partition, ...alsoIn].sort((a, b) => a - b);
  const count = all.length === 2 ? "two" : all.length;
  return `This stream is in ${count} partitions, ${all.slice(0, -1).join(", ")} and ${all[all.length - 1]}, and has a state of its own in each. ` +
    "Its producers use different partitioners, or the number of partitions was changed. " +
    "Let all producers use one partitioner: librdkafka needs topic.partitioner=murmur2_random beside Java.";
}

export function size(bytes) {
  return bytes < 1024 ? `${bytes} B` : bytes < 1 << 20 ? `${figure(bytes / 1024)} KiB` : `${figure(bytes / (1 << 20), 1)} MiB`;
}
