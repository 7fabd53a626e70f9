import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cli, everything } from '../support/command-line.js'
import { ATTACKS } from './table.js'
import { buildWorld, copyOf, removeWorld, TODAY, type World } from './world.js'

let whole: World
let world: World
beforeAll(async () => {
  whole = await buildWorld()
})
beforeEach(() => {
  world = copyOf(whole)
})
afterEach(() => removeWorld(world))
afterAll(() => removeWorld(whole))

describe('before any attack', () => {
  it('the model in use verifies, is signed by its builder, and stands', async () => {
    const { used, folder } = world
    const line = ['verify', used, '--public-key', `${folder}/builder.pub.pem`, '--pin', `${folder}/pin.json`]
    const { code, out, err } = await cli(line, { at: TODAY })
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toMatchObject({ kind: 'verified', standing: { kind: 'in-use', approvals: 1, needed: 1 } })
  })
})

describe('an attack fails closed, with its own code, and leaves nothing behind', () => {
  it.each(ATTACKS.map((attack) => [attack.what, attack] as const))('%s', async (_, attack) => {
    await attack.how(world)
    const before = everything(world.folder)
    const { code, out, err } = await cli(attack.line(world), { at: attack.at ?? TODAY })
    expect([code, err]).toEqual([attack.exit, expect.stringContaining(attack.code)])
    expect(err).not.toMatch(/^bug:/m)
    expect(out).not.toContain('"kind": "in-use"')
    expect(everything(world.folder).filter((path) => !/^run(\/|$)|openings/.test(path))).toEqual(
      before.filter((path) => !/^run(\/|$)|openings/.test(path)),
    )
  })
})

const cell = (text: string): string => text.replaceAll('|', '\\|')

/** The page of attacks, from the very table that the tests run. */
const page = (): string => {
  const groups = [...new Set(ATTACKS.map(({ group }) => group))]
  const rows = groups.map((name) =>
    [
      `## ${name}`,
      '',
      '| attack | met by | code | exit |',
      '|---|---|---|---|',
      ...ATTACKS.filter(({ group }) => group === name).map(
        ({ what, line, code, exit }) =>
          `| ${cell(what)} | \`${line(whole)
            .filter((word) => /^(--[a-z-]+|[a-z]+)$/.test(word))
            .join(' ')}\` | \`${code}\` | ${exit} |`,
      ),
    ].join('\n'),
  )
  return `# Attacks, and how each ends

Made from the table that \`tests/attacks/attacks.test.ts\` runs: every row is an attack that is carried out in a test, on a registry with a model in
use, and must end with this code and exit status, and leave nothing behind. Exit 1: wrong use; 2: something is not what it was; 3: whole, but
not allowed. Formulas in CSV and XLSX, and SQL in names and values, are attacked in \`tests/scoring\` and \`tests/exports\`.

${rows.join('\n\n')}

## What is not met

- Whoever holds a role's private key can sign as that role. Keep keys apart, take a lost one out of the trust at once (\`registry trust\`): all that
  it signed then falls.
- A user of a registry who has not yet seen a withdrawal can be shown the log of before it. The review date is the end of that, at the latest;
  fetch the registry often, and keep the pin where the registry's keeper cannot write.
- The time of a line is what the signer's clock said. It cannot go back, and cannot be over a day ahead of the reader's clock.
- An export lies outside of the sealed folder: it is checked against the model when it is made, and \`export --for-production\` writes its digest into
  the log. Whoever runs it compares the digests.
`
}

it('the page of attacks is this table', async () => {
  await expect(page()).toMatchFileSnapshot('../../docs/ATTACKS.md')
})
