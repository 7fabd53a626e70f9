import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { digestOf, sha256 } from '../digest.js'

const filesUnder = (folder: string, extension: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extname(entry.name) === extension && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))

/**
 * SHA-256 of the program text that is running: every file of `src/` and `data-schemas/` by path and content, in the form in which
 * it runs (compiled JavaScript, or TypeScript when run from source). The same installation gives the same digest on every machine.
 */
export const codeDigest = (): string => {
  const here = fileURLToPath(import.meta.url)
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const files = ['src', 'data-schemas'].flatMap((folder) => filesUnder(join(root, folder), extname(here)))
  const entries = files.map((file) => [relative(root, file).split(sep).join('/'), sha256(readFileSync(file))] as const)
  return digestOf(Object.fromEntries(entries))
}
