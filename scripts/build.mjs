// Compiles src/ and data-schemas/ to dist/ and writes the three entry files that scripts and notebooks rely on.
// TypeScript is called by path: another package may shadow the `tsc` bin link (see CONTRIBUTING).
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
rmSync(`${root}dist`, { recursive: true, force: true })
const { status } = spawnSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.build.json`],
  { stdio: 'inherit' },
)
if (status !== 0) process.exit(status ?? 1)

// What runs inside a Spark session is Python and lies beside the engine that starts it.
copyFileSync(`${root}src/engine/spark-driver.py`, `${root}dist/src/engine/spark-driver.py`)
mkdirSync(`${root}dist/cli`, { recursive: true })
writeFileSync(`${root}dist/index.js`, "export * from './src/index.js'\n")
writeFileSync(`${root}dist/index.d.ts`, "export * from './src/index.js'\n")
writeFileSync(`${root}dist/cli/main.js`, "#!/usr/bin/env node\nimport '../src/cli/program.js'\n")
chmodSync(`${root}dist/cli/main.js`, 0o755)
