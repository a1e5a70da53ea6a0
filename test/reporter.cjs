// Prints a test a line and, when the process ends, writes its counts to TIDEMARK_TEST_COUNTS.
const { writeFileSync } = require("node:fs");
const { Runner } = require("mocha");
const { format } = require("node:util");

const events = Runner.constants;
const slow = 1000;

class Reporter {
  constructor(runner) {
    const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
    const write = (line) => process.stdout.write(`${line}\n`);
    let depth = 0;
    const indent = () => "  ".repeat(Math.max(0, depth - 1));
    runner.on(events.EVENT_SUITE_BEGIN, (suite) => {
      depth++;
      if (suite.title !== "") write(`${indent()}${suite.title}`);
    });
    runner.on(events.EVENT_SUITE_END, () => {
      depth--;
    });
    runner.on(events.EVENT_TEST_PASS, (test) => {
      counts.passed++;
      write(`${indent()}  ✓ ${test.title}${test.duration > slow ? ` (${(test.duration / 1000).toFixed(1)} s)` : ""}`);
    });
    runner.on(events.EVENT_TEST_PENDING, (test) => {
      counts.skipped++;
      write(`${indent()}  - ${test.title} (skipped)`);
    });
    runner.on(events.EVENT_TEST_FAIL, (test, error) => {
      counts.failed++;
      counts.failures.push(test.fullTitle());
      write(`${indent()}  ✗ ${test.title}`);
      write(describe(error).replace(/^/gm, "      "));
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
