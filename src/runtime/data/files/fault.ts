/** What goes wrong with one file of many, as an error with a code. */
export function fault(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}
