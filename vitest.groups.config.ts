import { defineConfig } from 'vitest/config'

// Long, named groups. Each needs Node and the npm registry only; groups with other needs install them in .ci/run.
export default defineConfig({
  test: {
    include: ['tests/groups/**/*.test.ts'],
    setupFiles: ['tests/support/fail-on-console.ts', 'tests/support/fixed-seed.ts'],
    globalSetup: ['tests/support/build-once.ts'],
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
    maxWorkers: 1,
  },
})
