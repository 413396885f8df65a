/** Chance without dice: the same for the same text on every machine, and as good as random from text to text (FNV-1a). Pure. */

/** From 0 up to, and without, 1. */
export function lotOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  // FNV's last step leaves the high bits of short texts alike.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
