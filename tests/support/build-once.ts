import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const newest = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0)

/** Worker threads and the command line run compiled code, so dist/ must be as new as the sources. */
export const setup = (): void => {
  const built = existsSync('dist/index.js') ? statSync('dist/index.js').mtimeMs : 0
  if (built >= Math.max(newest('src'), newest('data-schemas'))) return
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the build failed before the tests: ${stderr}`)
}
