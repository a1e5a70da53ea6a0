import { hostname, networkInterfaces } from "node:os";

const everywhere: ReadonlySet<string> = new Set(["0.0.0.0", "::", "*"]);

/** The names, beside loopback, under which a runtime that listens at `host` may be called. */
export function namesOf(host: string): string[] {
  if (!everywhere.has(host)) return [bracketed(host)];
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  // an address cannot be rebound as a foreign name can
  return [hostname(), ...addresses.map(({ address }) => bracketed(address)), bracketed(host)];
}

/** How this machine itself reaches it. */
export function urlOf(host: string, port: number): string {
  const name = host === "::" ? "::1" : everywhere.has(host) ? "127.0.0.1" : host;
  return `http://${bracketed(name)}:${port}`;
}

/** Whether only this machine can be behind it: who answers there is one of its users. */
export function isOwnAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const name = new URL(url).hostname.toLowerCase();
  if (/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(name)) return true;
  return namesOf("0.0.0.0").some((own) => own.toLowerCase() === name);
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
