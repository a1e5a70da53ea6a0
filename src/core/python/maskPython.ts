const opening = /#[^\r\n]*|"""|'''|"|'/g;

/** Cells in another language, or whose first line only measures what follows. */
const otherLanguage = /^\s*%%(?!time\b|timeit\b|capture\b|prun\b|memit\b)\w+/;
const magicLine = /^[%!][^\r\n]*/gm;

/**
 * The same text with what stands in strings and comments blanked: same length, same lines, quotes kept, so that a place
 * in one is a place in the other. A notebook cell's magic lines are blanked as well.
 */
export function maskPython(text: string): string {
  if (otherLanguage.test(text)) return blank(text);
  const source = /^[%!]/m.test(text) ? text.replace(magicLine, blank) : text;
  const parts: string[] = [];
  let at = 0;
  opening.lastIndex = 0;
  for (let found = opening.exec(source); found !== null; found = opening.exec(source)) {
    const [mark] = found;
    parts.push(source.slice(at, found.index));
    if (mark.startsWith("#")) {
      parts.push(" ".repeat(mark.length));
      at = found.index + mark.length;
    } else {
      const from = found.index + mark.length;
      const end = endOf(source, from, mark);
      parts.push(mark, blank(source.slice(from, end)));
      at = end;
      if (source.startsWith(mark, end)) {
        parts.push(mark);
        at += mark.length;
      }
    }
    opening.lastIndex = at;
  }
  parts.push(source.slice(at));
  return parts.join("");
}

/** Where the closing quotes stand; of a string on one line that is not closed, the line's end. */
function endOf(text: string, from: number, mark: string): number {
  const isLong = mark.length === 3;
  for (let i = from; i < text.length; i++) {
    const each = text.charCodeAt(i);
    if (each === 92) {
      // a backslash takes a whole line break with it
      if (text.charCodeAt(i + 1) === 13 && text.charCodeAt(i + 2) === 10) i++;
      i++;
    } else if (!isLong && (each === 10 || each === 13)) return i;
    else if (each === mark.charCodeAt(0) && (!isLong || text.startsWith(mark, i))) return i;
  }
  return text.length;
}

function blank(text: string): string {
  if (text.length < 200 && !/[\r\n]/.test(text)) return " ".repeat(text.length);
  return text.replace(/[^\r\n]/g, " ");
}
