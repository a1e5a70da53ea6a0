export type Level = "debug" | "info" | "warn" | "error";

/** Structured: a short message and its facts. */
export interface Log {
  debug(message: string, facts?: Facts): void;
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  error(message: string, facts?: Facts): void;
}

export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

export function createLog(write: (line: string, level: Level) => void, least: Level = "info"): Log {
  const order: readonly Level[] = ["debug", "info", "warn", "error"];
  const at = (level: Level) => (message: string, facts?: Facts) => {
    if (order.indexOf(level) < order.indexOf(least)) return;
    write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...facts })}\n`, level);
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
