interface Seen {
  readonly text: string;
  readonly time: number;
}

/** As many notes as anybody has open. */
const most = 200;

/**
 * When the text of a note became what it is, as far as was seen. The editor asks for it before it saves: a note that was
 * changed elsewhere meanwhile is then not overwritten unread.
 */
export function createNoteTimes(now: () => number) {
  const seen = new Map<string, Seen>();
  return {
    /** Says that this is the text now, and since when. */
    see(note: string, text: string): number {
      const before = seen.get(note);
      const time = before === undefined ? 0 : before.text === text ? before.time : Math.max(now(), before.time + 1);
      seen.delete(note);
      seen.set(note, { text, time });
      const [oldest] = seen.keys();
      if (seen.size > most && oldest !== undefined) seen.delete(oldest);
      return time;
    },
    of: (note: string): number | undefined => seen.get(note)?.time,
  };
}
