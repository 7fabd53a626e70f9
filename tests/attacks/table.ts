import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RegistryEvent } from '../../data-schemas/registry-entry.js'
import { canonicalJson } from '../../src/digest.js'
import { append } from '../../src/registry/append.js'
import { entryLine, LOG, readRegistry } from '../../src/registry/log.js'
import { trustKeys } from '../../src/registry/trust-keys.js'
import {
  answersOf,
  approved,
  dossierPage,
  filesOf,
  frozen,
  KEYS,
  modelOf,
  moment,
  newKey,
  newRegistry,
  put,
  TRUST,
  trusted,
} from '../support/registry.js'
import { flatStudy } from '../support/small-flat.js'
import { change, flip, gigabyte, logLines, putLog, remember, reseal, stop, type World } from './world.js'

/** An attack, the command that meets it, and how that ends. */
export interface Attack {
  readonly group: string
  readonly what: string
  readonly how: (world: World) => void | Promise<void>
  readonly line: (world: World) => readonly string[]
  /** Code that the command gives. */
  readonly code: string
  readonly exit: 1 | 2 | 3
  /** The clock, where it is not the usual day. */
  readonly at?: number
}

type Row = readonly [
  what: string,
  how: Attack['how'],
  line: Attack['line'],
  code: string,
  exit: Attack['exit'],
  at?: number,
]

const group = (name: string, rows: readonly Row[]): readonly Attack[] =>
  rows.map(([what, how, line, code, exit, at]) => ({
    ...{ group: name, what, how, line, code, exit },
    ...(at === undefined ? {} : { at }),
  }))

const nothing = (): void => undefined
const verify = ({ used }: World) => ['verify', used]
const signed = (world: World) => [...verify(world), '--public-key', join(world.folder, 'builder.pub.pem')]
const pinned = (world: World) => [...verify(world), '--pin', join(world.folder, 'pin.json')]
const log = ({ registry, folder }: World) => [
  'registry',
  'log',
  '--registry',
  registry,
  '--pin',
  join(folder, 'pin.json'),
]
const approve = (model: string, answers: string, key: string) => [
  ...['approve', model, '--answers', answers],
  ...['--key', key],
]
const retrain = ({ folder }: World) => [
  ...['retrain', '--study', join(folder, 'study.json'), '--data', join(folder, 'data.csv')],
  ...['--out', join(folder, 'run')],
]
const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`
const polluted = '{"__proto__":{"passed":true}}\n'

const FILES = group('Files of a model folder', [
  ['one flipped bit in model.json', ({ file }) => flip(file('model.json')), verify, 'wrong-digest', 2],
  ['one flipped bit in the dossier', ({ file }) => flip(file('dossier.html'), 0.8), verify, 'wrong-digest', 2],
  [
    'a card swapped for another, and the manifest made to fit',
    (world) => reseal(world, { 'card-en.html': 'another card' }),
    signed,
    'signature-of-other-files',
    2,
  ],
  [
    'the dossier of another model, the manifest made to fit, unsigned check in the registry',
    (world) => reseal(world, { 'dossier.html': filesOf(world.other)['dossier.html'] as string }),
    pinned,
    'other-dossier',
    2,
  ],
  [
    'another dossier of the same model, the manifest made to fit',
    (world) => reseal(world, { 'dossier.html': dossierPage(world.model.modelId, ['recall']) }),
    pinned,
    'model-unknown',
    3,
  ],
  ['an extra file', ({ used }) => void put(used, 'more.json', '{}'), verify, 'extra-file', 2],
  [
    'an extra file that the manifest names',
    (world) => reseal(world, { 'more.json': '{}' }),
    signed,
    'signature-of-other-files',
    2,
  ],
  ['a file taken away', ({ file }) => rmSync(file('card-nl.html')), verify, 'unreadable-file', 2],
  [
    'a path out of the folder in the manifest',
    ({ file }) =>
      change(file('manifest.json'), (text) => text.toString().replace('"card-en.html"', '"../answers.json"')),
    verify,
    'not-in-schema',
    2,
  ],
  [
    'model.json a link to the same bytes elsewhere',
    ({ file, folder }) => {
      renameSync(file('model.json'), join(folder, 'elsewhere.json'))
      symlinkSync(join(folder, 'elsewhere.json'), file('model.json'))
    },
    verify,
    'not-a-file',
    2,
  ],
  [
    'the model folder a link',
    ({ used, folder }) => {
      renameSync(used, join(folder, 'elsewhere'))
      symlinkSync(join(folder, 'elsewhere'), used)
    },
    verify,
    'no-model',
    2,
  ],
  [
    'a folder where a file should be',
    ({ file }) => {
      rmSync(file('model.json'))
      mkdirSync(file('model.json'))
    },
    verify,
    'not-a-file',
    2,
  ],
  ['a model.json of one gigabyte', ({ file }) => gigabyte(file('model.json')), verify, 'too-large', 2],
  ['a manifest of one gigabyte', ({ file }) => gigabyte(file('manifest.json')), verify, 'too-large', 2],
  ['JSON nested 100,000 deep', ({ file }) => writeFileSync(file('model.json'), deep(100_000)), verify, 'too-deep', 2],
  ['prototype keys', ({ file }) => writeFileSync(file('model.json'), polluted), verify, 'forbidden-key', 2],
])

const SIGNATURES = group('Signatures', [
  [
    "another model's signature",
    ({ reviewed, file }) => cpSync(join(reviewed, 'model.sig'), file('model.sig')),
    signed,
    'signature-of-other-files',
    2,
  ],
  ['the signature taken away', ({ file }) => rmSync(file('model.sig')), signed, 'no-signature', 2],
  [
    'the signature taken away, seen with the registry',
    ({ file }) => rmSync(file('model.sig')),
    pinned,
    'no-signature',
    2,
  ],
  [
    "the builder's signature, asked for with another key",
    nothing,
    (world) => [...verify(world), '--public-key', join(world.folder, 'reviewer.pub.pem')],
    'other-key',
    2,
  ],
  [
    'a changed signature',
    ({ file }) =>
      change(file('model.sig'), (bytes) => {
        const bundle = JSON.parse(bytes.toString())
        const sig = Buffer.from(bundle.dsseEnvelope.signatures[0].sig, 'base64')
        sig[sig.length - 1] = (sig[sig.length - 1] as number) ^ 1
        bundle.dsseEnvelope.signatures[0].sig = sig.toString('base64')
        return JSON.stringify(bundle)
      }),
    signed,
    'wrong-signature',
    2,
  ],
  ['a signature of one gigabyte', ({ file }) => gigabyte(file('model.sig')), signed, 'too-large', 2],
  [
    'a signature nested 100,000 deep',
    ({ file }) => writeFileSync(file('model.sig'), deep(100_000)),
    signed,
    'too-deep',
    2,
  ],
  [
    'a signature with prototype keys',
    ({ file }) => writeFileSync(file('model.sig'), polluted),
    signed,
    'forbidden-key',
    2,
  ],
  [
    'a public key to sign with',
    nothing,
    ({ used, folder }) => approve(used, join(folder, 'answers.json'), join(folder, 'reviewer.pub.pem')),
    'key-is-public',
    1,
  ],
])

const APPROVALS = group('Approvals and roles', [
  [
    'a replayed approval: the answers to another version',
    nothing,
    ({ reviewed, folder }) => approve(reviewed, join(folder, 'answers.json'), join(folder, 'reviewer.pem')),
    'answers-of-other-model',
    2,
  ],
  [
    'a replayed approval: the answers to another dossier of this model',
    ({ folder, model }) =>
      void put(
        folder,
        'answers.json',
        JSON.stringify(answersOf(model, dossierPage(model.modelId, ['recall', 'fairness'], '!'))),
      ),
    ({ used, folder }) => approve(used, join(folder, 'answers.json'), join(folder, 'reviewer.pem')),
    'answers-of-other-dossier',
    2,
  ],
  [
    'a replayed approval: its line added once more to the log',
    (world) => putLog(world, [...logLines(world), logLines(world)[3] as string]),
    log,
    'broken-chain',
    2,
  ],
  ['an expired approval', nothing, pinned, 'approval-expired', 3, moment('2027-01-01')],
  [
    'the same key in two roles: the builder approves',
    nothing,
    ({ reviewed, folder }) => approve(reviewed, join(folder, 'answers-other.json'), join(folder, 'builder.pem')),
    'wrong-role',
    3,
  ],
  [
    'the same key in two roles: trusted as both',
    ({ folder }) => {
      const key = { holder: 'Another name', publicKey: 'builder.pub.pem', from: '2026-01-01', until: '2029-12-31' }
      put(folder, 'keys.json', JSON.stringify({ name: 'test', keys: [{ role: 'reviewer', ...key }] }))
    },
    ({ registry, folder }) => [
      ...['registry', 'trust', '--registry', registry, '--keys', join(folder, 'keys.json')],
      ...['--key', join(folder, 'owner.pem')],
    ],
    'key-in-two-roles',
    3,
  ],
  [
    'a reviewer whom nobody trusts',
    nothing,
    ({ reviewed, folder }) => approve(reviewed, join(folder, 'answers-other.json'), join(folder, 'stranger.pem')),
    'key-not-trusted',
    3,
  ],
  [
    'in use without an approval',
    nothing,
    ({ reviewed, folder }) => ['use', reviewed, '--key', join(folder, 'exporter.pem')],
    'not-approved',
    3,
  ],
  [
    'fewer approvals in the log than the study asked in the model',
    async ({ registry, folder, reviewed }) => {
      const strict = modelOf('9', { governance: { approvals: 2, reviewWithinMonths: 12 } })
      const honest = join(folder, 'honest')
      await newRegistry(honest)
      const { place } = await frozen(honest, strict, { now: moment('2026-12-01') })
      const [known] = (await readRegistry(honest, { now: moment('2026-12-02') })).entries.slice(-1)
      if (known?.event.kind !== 'freeze') throw new Error('no freeze')
      const event = { ...known.event, approvals: 1 }
      const now = moment('2026-12-01')
      await append(registry, () => event, { key: KEYS.builder, now })
      rmSync(reviewed, { recursive: true })
      cpSync(place, reviewed, { recursive: true })
    },
    ({ reviewed, folder }) => ['verify', reviewed, '--pin', join(folder, 'pin.json')],
    'weakened-rules',
    2,
  ],
  [
    'an approval that leaves claims of the dossier out',
    async ({ registry, other }) => {
      const { entries } = await readRegistry(registry, { now: moment('2026-12-01') })
      const event = entries[2]?.event
      if (event?.kind !== 'freeze') throw new Error('no freeze')
      const { modelId, folder, dossier } = event
      const claims = answersOf(other).claims.slice(1)
      const until = '2027-01-01'
      const approval = { kind: 'approve', modelId, folder, dossier, reviewer: 'R', claims, until } as const
      await append(registry, () => approval, { key: KEYS.reviewer, now: moment('2026-12-01') })
    },
    ({ reviewed, folder }) => ['verify', reviewed, '--pin', join(folder, 'pin.json')],
    'claims-left-out',
    2,
  ],
])

const REGISTER = group('The registry and its log', [
  ['a revoked model', stop, pinned, 'model-withdrawn', 3],
  [
    'the log cut off, to hide that a model was revoked',
    async (world) => {
      const before = logLines(world)
      await stop(world)
      await remember(world.registry, join(world.folder, 'pin.json'))
      putLog(world, before)
    },
    pinned,
    'log-cut-off',
    2,
  ],
  [
    'the end of the log written anew, with as many lines',
    async (world) => {
      const before = logLines(world)
      await stop(world)
      await remember(world.registry, join(world.folder, 'pin.json'))
      putLog(world, before)
      await approved(world.used, world.model, { now: moment('2026-12-02') })
    },
    pinned,
    'log-rewritten',
    2,
  ],
  [
    'a whole registry made anew by someone else',
    async ({ registry, model }) => {
      rmSync(registry, { recursive: true })
      await trustKeys(registry, { key: newKey(), registry: 'test', keys: TRUST, now: moment('2026-11-01') })
      const { place } = await frozen(registry, model)
      await approved(place, model)
    },
    pinned,
    'other-owner',
    2,
  ],
  [
    'a line taken out of the middle',
    (world) =>
      putLog(
        world,
        logLines(world).filter((_, at) => at !== 2),
      ),
    log,
    'broken-chain',
    2,
  ],
  [
    'two lines changed places',
    (world) =>
      putLog(
        world,
        [0, 2, 1, 3, 4].map((at) => logLines(world)[at] as string),
      ),
    log,
    'broken-chain',
    2,
  ],
  [
    'one character of a payload changed',
    (world) =>
      putLog(
        world,
        logLines(world).map((line, at) => (at === 2 ? line.replace('"payload":"eyJ', '"payload":"eyK') : line)),
      ),
    log,
    'wrong-signature',
    2,
  ],
  [
    'half a line at the end',
    ({ registry }) => change(join(registry, LOG), (text) => text.subarray(0, -40)),
    log,
    'half-a-line',
    2,
  ],
  [
    'a line from the future',
    async (world) => {
      const registry = await readRegistry(world.registry, { now: moment('2026-12-15') })
      const event: RegistryEvent = {
        kind: 'trust',
        registry: 'test',
        owner: KEYS.owner.public.pem,
        keys: [...TRUST],
      }
      putLog(world, [
        ...logLines(world),
        entryLine(registry, event, { at: '2031-01-01T00:00:00.000Z', key: KEYS.owner }),
      ])
    },
    log,
    'entry-from-the-future',
    2,
  ],
  [
    'trust given by another than the owner',
    async (world) => {
      const registry = await readRegistry(world.registry, { now: moment('2026-12-15') })
      const keys = [...TRUST, trusted('reviewer', newKey())]
      const event: RegistryEvent = { kind: 'trust', registry: 'test', owner: KEYS.owner.public.pem, keys }
      putLog(world, [
        ...logLines(world),
        entryLine(registry, event, { at: '2026-12-14T00:00:00.000Z', key: KEYS.exporter }),
      ])
    },
    log,
    'not-the-owner',
    2,
  ],
  ['a log of one gigabyte', ({ registry }) => gigabyte(join(registry, LOG)), log, 'too-large', 2],
  [
    'the log a link',
    ({ registry, folder }) => {
      renameSync(join(registry, LOG), join(folder, LOG))
      symlinkSync(join(folder, LOG), join(registry, LOG))
    },
    log,
    'not-a-file',
    2,
  ],
  ['a line nested 100,000 deep', (world) => putLog(world, [deep(100_000)]), log, 'too-deep', 2],
  ['a line with prototype keys', (world) => putLog(world, [polluted.trimEnd()]), log, 'forbidden-key', 2],
  [
    'a registry without what is remembered of it',
    nothing,
    (world) => [...verify(world), '--registry', world.registry],
    'no-pin',
    1,
  ],
  [
    'a changed pin',
    ({ folder }) => writeFileSync(join(folder, 'pin.json'), `${canonicalJson({ entries: 1 })}\n`),
    pinned,
    'not-a-pin',
    2,
  ],
])

const score = ({ used, folder }: World) => [
  ...['score', '--model', used, '--data', join(folder, 'data.csv'), '--out', join(folder, 'scores.csv')],
  ...['--pin', join(folder, 'pin.json'), '--jobs', '1'],
]
const people = ({ folder, model }: World): void => {
  const columns = [
    ...new Set([...model.inputs.map(({ column }) => column), model.key.person ?? 'id', ...model.key.list]),
  ]
  put(folder, 'data.csv', `${columns.join(',')}\n${columns.map(() => '1').join(',')}\n`)
}
const exportIt = (model: string, folder: string) => [
  ...['export', model, '--to', 'json', '--out', join(folder, 'exported'), '--rows', '100', '--for-production'],
  ...['--key', join(folder, 'exporter.pem'), '--pin', join(folder, 'pin.json')],
]
const both =
  (...steps: readonly Attack['how'][]): Attack['how'] =>
  async (world) => {
    for (const step of steps) await step(world)
  }

const USE = group('Lists and exports from a model that may not be used', [
  ['a list from a revoked model', both(people, stop), score, 'model-withdrawn', 3],
  [
    'a list from a revoked model, by not asking the registry',
    both(people, stop),
    (world) => score(world).filter((part) => part !== '--pin' && !part.endsWith('pin.json')),
    'no-pin',
    1,
  ],
  ['a list after the review date', people, score, 'approval-expired', 3, moment('2027-01-01')],
  [
    'a list from a model that nobody approved',
    people,
    (world) => score({ ...world, used: world.reviewed }),
    'model-unapproved',
    3,
  ],
  [
    'a list from a model that is not in the registry',
    (world) => {
      people(world)
      reseal(world, { 'dossier.html': dossierPage(world.model.modelId, ['recall']) })
    },
    score,
    'model-unknown',
    3,
  ],
  [
    'a list with the signature taken away',
    both(people, ({ file }) => rmSync(file('model.sig'))),
    score,
    'no-signature',
    2,
  ],
  [
    'a list with a log that was cut off',
    async (world) => {
      const before = logLines(world)
      people(world)
      await stop(world)
      await remember(world.registry, join(world.folder, 'pin.json'))
      putLog(world, before)
    },
    score,
    'log-cut-off',
    2,
  ],
  [
    'an export to production without the approvals',
    nothing,
    ({ reviewed, folder }) => exportIt(reviewed, folder),
    'model-unapproved',
    3,
  ],
  ['an export of a revoked model', stop, ({ used, folder }) => exportIt(used, folder), 'model-withdrawn', 3],
])

const study = (change: (text: string) => string) => (world: World) =>
  void put(world.folder, 'study.json', change(JSON.stringify(flatStudy())))

const STUDIES = group('A hostile study file', [
  ['a study of one gigabyte', ({ folder }) => gigabyte(join(folder, 'study.json')), retrain, 'too-large', 2],
  ['a study nested 100,000 deep', study(() => deep(100_000)), retrain, 'too-deep', 2],
  ['prototype keys', study((text) => text.replace('{', '{"__proto__":{"gates":[]},')), retrain, 'forbidden-key', 2],
  [
    'constructor keys inside',
    study((text) => text.replace('"screening":{', '"screening":{"constructor":{},')),
    retrain,
    'forbidden-key',
    2,
  ],
  [
    'fields that do not exist',
    study((text) => text.replace('{', '{"postinstall":"rm -rf /",')),
    retrain,
    'study-refused',
    2,
  ],
  [
    'a name that is a path',
    study((text) => text.replace('"small-flat"', '"../../small"')),
    retrain,
    'study-refused',
    2,
  ],
])

/** Every attack on what leaves the workbench, with the code that it meets. */
export const ATTACKS: readonly Attack[] = [...FILES, ...SIGNATURES, ...APPROVALS, ...REGISTER, ...USE, ...STUDIES]
