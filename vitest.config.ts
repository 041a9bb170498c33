import { defineConfig } from 'vitest/config'

/** `.ci/run` asks for a report it can sum up; people get the plain one. */
const report = process.env.MLCTL_TEST_REPORT
const reports: ['json', { outputFile: string }][] =
  report === undefined ? [] : [['json', { outputFile: report }]]

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Much of the time goes to waiting for containers and child processes.
    maxWorkers: '100%',
    // Of one file, for tests that wait for containers side by side.
    maxConcurrency: 3,
    // As bin/mlctl.js does for users.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // A loaded machine may be late once, and is then named; a wrong answer is never asked again.
    retry: { count: process.env.CI ? 1 : 0, condition: /timed? ?out/i },
    reporters: ['default', './.ci/second-tries.mjs', ...reports],
  },
})
