const segmenter = new Intl.Segmenter();
const zeroWidth = /^[\p{Mark}\p{Cf}]+$/u;
// East Asian wide and full-width forms, and emoji: two cells each on every terminal of today
const wide =
  /^(?:[\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}])/u;

/** What could move the cursor, hide text or turn it around is shown as a visible mark: names come from foreign programs. */
export function safeText(text: string): string {
  return text.replace(/[\r\n\t]+/g, " ").replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** Cells a text takes on a terminal. */
export function cellsOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let cells = 0;
  for (const { segment } of segmenter.segment(text)) cells += zeroWidth.test(segment) ? 0 : wide.test(segment) ? 2 : 1;
  return cells;
}

/** At most `cells` wide, with an ellipsis where it was cut. */
export function fitText(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text;
  if (cells <= 0) return "";
  let kept = "";
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const more = cellsOf(segment);
    if (used + more > cells - 1) break;
    kept += segment;
    used += more;
  }
  return `${kept}…`;
}
