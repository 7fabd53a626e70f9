import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const FOLDER = 'tests/traps'

/** Every test of a trap: its number, its title and its file. */
const tested = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.test.ts'))
  .flatMap((name) =>
    [...readFileSync(join(FOLDER, name), 'utf8').matchAll(/^describe\('trap (\d+): (.+)', \(\) => \{$/gm)].map(
      ([, number, title]) => ({ number: Number(number), line: `| ${number} | ${title} | \`${FOLDER}/${name}\` |` }),
    ),
  )
  .sort((a, b) => a.number - b.number)

it('each of the seventeen traps has its test', () => {
  expect(tested.map(({ number }) => number)).toEqual(Array.from({ length: 17 }, (_, i) => i + 1))
})

it('docs/TRAPS.md lists them as they are tested', () => {
  const rows = readFileSync('docs/TRAPS.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| \d/.test(line))
  expect(rows).toEqual(tested.map(({ line }) => line))
})
