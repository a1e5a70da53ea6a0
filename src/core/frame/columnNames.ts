/** The names of a text file's columns: one that stands twice becomes `a.1`, one without a name `Unnamed: 3`, as in pandas. */
export function columnNames(head: readonly string[]): string[] {
  const given = head.map((name, i) => (name === "" ? `Unnamed: ${i}` : name));
  const taken = new Set(given);
  const counts = new Map<string, number>();
  return given.map((name) => {
    let count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    if (count === 0) return name;
    let fresh = `${name}.${count}`;
    while (taken.has(fresh)) fresh = `${name}.${++count}`;
    counts.set(name, count + 1);
    taken.add(fresh);
    return fresh;
  });
}
