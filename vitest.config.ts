import { defineConfig } from 'vitest/config'

/** `.ci/run` asks for a report it can sum up; people get the plain one. */
const report = process.env.MLCTL_TEST_REPORT

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Much of the time goes to waiting for containers and child processes.
    maxWorkers: '100%',
    // As bin/mlctl.js does for users.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    ...(report === undefined ? {} : { reporters: ['default', ['json', { outputFile: report }]] }),
  },
})
