// A line a test, as it ends; at the end of the process its counts go to the file named by TIDEMARK_TEST_COUNTS.
// Lines carry their suite: several processes write to one terminal.
const { writeFileSync } = require("node:fs");
const { format } = require("node:util");
const { Runner } = require("mocha");

const events = Runner.constants;
const slow = 1000;

function write(mark, test, more = "") {
  process.stdout.write(`  ${mark} ${test.titlePath().join(" › ")}${more}\n`);
}

class Reporter {
  constructor(runner) {
    const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
    runner.on(events.EVENT_TEST_PASS, (test) => {
      counts.passed++;
      write("✓", test, test.duration > slow ? ` (${(test.duration / 1000).toFixed(1)} s)` : "");
    });
    runner.on(events.EVENT_TEST_PENDING, (test) => {
      counts.skipped++;
      write("-", test, " (skipped)");
    });
    runner.on(events.EVENT_TEST_FAIL, (test, error) => {
      counts.failed++;
      counts.failures.push(test.titlePath().join(" › "));
      write("✗", test, `\n${describe(error).replace(/^/gm, "      ")}`);
    });
    // last, so that a process that dies before it has no counts and is a failure
    runner.on(events.EVENT_RUN_END, () => {
      if (process.env.TIDEMARK_TEST_COUNTS) writeFileSync(process.env.TIDEMARK_TEST_COUNTS, JSON.stringify(counts));
    });
  }
}

function describe(error) {
  const stack = typeof error?.stack === "string" ? error.stack : format(error);
  return error?.cause === undefined ? stack : `${stack}\ncaused by ${describe(error.cause)}`;
}

module.exports = Reporter;
