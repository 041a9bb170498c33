import { defineConfig } from 'vitest/config'

/** `.ci/run` asks for a report it can sum up; people get the plain one. */
const report = process.env.MLCTL_TEST_REPORT

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    ...(report === undefined ? {} : { reporters: ['dot', ['json', { outputFile: report }]] }),
  },
})
