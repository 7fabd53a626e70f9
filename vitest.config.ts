import { defineConfig } from 'vitest/config'

// `npm test` runs the default group: everything that needs Node and the npm registry only.
// Long groups are named by folder and run by their own script (see package.json).
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/groups/**', 'node_modules/**'],
    setupFiles: ['tests/support/fail-on-console.ts', 'tests/support/fixed-seed.ts'],
    globalSetup: ['tests/support/build-once.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
