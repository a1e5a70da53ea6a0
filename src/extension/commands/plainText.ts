/** For messages, in which the editor makes links, also to commands, of `[words](address)`: what others wrote stays text. */
export function plainText(text: string): string {
  return text.replaceAll("](", "]\u200b(");
}
