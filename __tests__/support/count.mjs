/**
 * Counts what a suite's run has passed, failed and skipped.
 *
 * A run is `{ status, stdout, stderr, output }` of its process. A result is `{ passed, failed, skipped, skippedNames,
 * report }`, where the report is what a reader needs when something failed. A run that ended with a status other than 0
 * has failed, whatever it counted.
 */
import path from "node:path";

/** Completes a result. */
function result(run, counts, report = run.output) {
  const { passed, failed, skippedNames = [] } = counts;
  const isFailed = run.status !== 0 && failed === 0;
  return { passed, failed: isFailed ? 1 : failed, skipped: skippedNames.length, skippedNames, report };
}

/** A checker as a whole is one test. */
export function countCheck(run) {
  return result(run, { passed: run.status === 0 ? 1 : 0, failed: 0 });
}

/** Reads lines of JSON; other lines are what tools below the test runner have printed. */
function readEvents(text) {
  const events = [];
  const others = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("{")) events.push(JSON.parse(line));
    else if (line !== "") others.push(line);
  }
  return { events, others };
}

/**
 * Counts `go test -json`: tests without subtests, and packages that failed as a whole, such as at their build.
 *
 * A test with subtests counts only when it failed and none of them did.
 */
export function countGo(run) {
  const { events, others } = readEvents(run.stdout);
  const ends = events.filter(({ Action }) => ["pass", "fail", "skip"].includes(Action));
  const tests = ends.filter(({ Test }) => Test !== undefined);
  const ofAction = (all, action) => all.filter(({ Action }) => Action === action);
  const leaves = (all) => all.filter((test) => !all.some((other) => isSubtest(other, test)));
  const failedTests = ofAction(tests, "fail");
  const failedPackages = ofAction(ends, "fail").filter(({ Package, Test }) => Package && Test === undefined);
  const brokenPackages = failedPackages.filter(
    ({ Package }) => !failedTests.some((test) => test.Package === Package),
  );
  const counts = {
    passed: ofAction(leaves(tests), "pass").length,
    failed: leaves(failedTests).length + brokenPackages.length,
    skippedNames: ofAction(leaves(tests), "skip").map(({ Package, Test }) => `${Package}: ${Test}`),
  };
  const isTold = ({ Action, Package, Test }) =>
    Action === "build-output" ||
    (Action === "output" &&
      [...failedTests, ...failedPackages].some((end) => end.Package === Package && end.Test === Test));
  const told = events.filter(isTold).map(({ Output }) => Output);
  return result(run, counts, [...told, ...others.map((line) => `${line}\n`), run.stderr].join(""));
}

function isSubtest(test, of) {
  return test.Package === of.Package && test.Test.startsWith(`${of.Test}/`);
}

/** What Jest says a second time when there are many files. */
const REPEATED_FAILURES = /^Summary of all failing tests\n[\s\S]*?(?=^(?:Snapshot Summary|Test Suites:))/m;

/** Counts the JSON results of Jest, undefined where it wrote none. A file that does not load is one failed test. */
export function countJest(run, json, root) {
  const report = run.stderr.replace(/^PASS .*\n/gm, "").replace(REPEATED_FAILURES, "");
  if (json === undefined) return result(run, { passed: 0, failed: 0 }, report);
  const results = JSON.parse(json);
  const skippedNames = results.testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status === "pending" || status === "todo")
      .map(({ fullName }) => `${path.relative(root, file.name)}: ${fullName}`),
  );
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return result(run, { passed: results.numPassedTests, failed, skippedNames }, report);
}
