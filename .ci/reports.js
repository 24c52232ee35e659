// Counts of tests in JUnit reports, as CTest, GoogleTest and Vitest write them.

import { readdirSync, readFileSync } from 'node:fs';

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */

/**
 * @param {string} xml
 * @returns {Counts}
 */
export function countsOf(xml) {
  const root = xml.match(/<testsuites?\b[^>]*>/)?.[0] ?? '';
  const count = (/** @type {string} */ name) =>
    Number(root.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  // GoogleTest tells only of each test that it was skipped.
  const skipped =
    count('skipped') + count('disabled') + (xml.match(/\bresult="skipped"/g)?.length ?? 0);
  return { failed, skipped, passed: count('tests') - failed - skipped };
}

/**
 * @param {Counts[]} all
 * @returns {Counts}
 */
export const sumOf = (all) =>
  all.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/**
 * The tests of one report, or of all in a directory.
 * @param {string} path
 * @returns {Counts} nothing when there is no report
 */
export function readReports(path) {
  try {
    const files = path.endsWith('.xml')
      ? [path]
      : readdirSync(path).map((name) => `${path}/${name}`);
    return sumOf(files.map((file) => countsOf(readFileSync(file, 'utf8'))));
  } catch {
    return sumOf([]);
  }
}
