/** By code point, as Python sorts; `<` goes by halves of surrogate pairs. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    // of two halves of pairs, or two whole characters, the larger unit is the larger one
    const [leftPair, rightPair] = [(left & 0xf800) === 0xd800, (right & 0xf800) === 0xd800];
    return leftPair === rightPair ? left - right : leftPair ? 1 : -1;
  }
  return a.length - b.length;
}
