/** Two addons of VS Code are compiled when installed. These few lines take their places. */

/** Its loggers append to the file named. `exports.x = …` one by one: an ES module imports these names. */
export const spdlogStandIn = `"use strict";
const fs = require("node:fs");
const path = require("node:path");
const levels = ["trace", "debug", "info", "warn", "error", "critical"];
class Logger {
  constructor(kind, name, file) {
    this.file = file;
    this.level = 0;
    try { fs.mkdirSync(path.dirname(file), { recursive: true }); } catch {}
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() {}
  flush() {}
  drop() {}
}
levels.forEach((name, rank) => {
  Logger.prototype[name] = function (message) {
    if (rank < this.level) return;
    try { fs.appendFileSync(this.file, new Date().toISOString() + " [" + name + "] " + message + "\\n"); } catch {}
  };
});
exports.version = "0";
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = async (name, file) => new Logger("rotating", name, file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger("rotating_async", name, file);
`;

export const watchdogStandIn = `"use strict";
exports.start = (pid) => {
  setInterval(() => {
    try { process.kill(pid, 0); } catch { process.exit(87); }
  }, 2000).unref();
};
`;
