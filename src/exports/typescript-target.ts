import type { Model, RawValue } from '../../data-schemas/artifact.js'
import type { Calibration } from '../../data-schemas/calibration.js'
import { contractFile, reasonsFile } from './companions.js'
import { type ExportTarget, type ParityEngine, type ParityRequest, textFiles } from './export.js'
import type { EngineScores } from './parity.js'
import { asciiJson, scorerHead, scorerSpec } from './scorer-spec.js'
import { DAYS_TEXT, RANK_TEXT, SCORER_TEXT, SOFTPLUS_TEXT } from './typescript-template.js'

const isotonicText = (knots: (Calibration & { readonly kind: 'isotonic' })['knots']): string =>
  [
    `const knots = ${asciiJson(knots)}/*@ as readonly (readonly [number, number])[]@*/`,
    'const calibrate = (x/*@: number@*/) => {',
    '  let at = -1',
    '  for (const knot of knots) if (knot[0] <= x) at++',
    '  const [x0, y0] = knots[Math.max(at, 0)]/*@ as readonly [number, number]@*/',
    '  const next = knots[at + 1]',
    '  if (at < 0 || !next) return y0',
    '  return Math.min(y0 + (next[1] - y0) * ((x - x0) / (next[0] - x0)), next[1])',
    '}',
  ].join('\n')

const calibrateText = (calibration: Calibration): string => {
  const of = (body: string): string => `const calibrate = (x/*@: number@*/) => logistic(${body})`
  switch (calibration.kind) {
    case 'none':
      return of('x')
    case 'intercept':
      return of(`${calibration.intercept} + x`)
    case 'platt':
      return of(`${calibration.intercept} + ${calibration.slope} * x`)
    case 'beta':
      return of(`${calibration.intercept} - ${calibration.low} * softplus(-x) + ${calibration.high} * softplus(x)`)
    case 'isotonic':
      return isotonicText(calibration.knots)
  }
}

const MARK = /\/\*@([\s\S]*?)@\*\//g

interface Texts {
  readonly ts: string
  readonly js: string
}

/** A text as TypeScript, and as the JavaScript that it compiles to. */
const inBoth = (text: string): Texts => ({
  ts: text.replaceAll(MARK, (_, code: string) => code),
  js: text.replaceAll(MARK, '').replaceAll(/^ +/gm, '').replaceAll(/\n\n+/g, '\n'),
})

const headText = (model: Model): string =>
  scorerHead(model)
    .map((line) => `// ${line}`)
    .join('\n')

const scorerTexts = (model: Model): Texts => {
  const { calibration, ...spec } = scorerSpec(model)
  const dates = spec.inputs.some(({ kind }) => kind === 'date')
  const type = '/*@: { readonly modelId: string; readonly intercept: number; readonly inputs: readonly Input[] }@*/'
  const body = SCORER_TEXT.replace('/*LOG1P*/', () => (calibration.kind === 'beta' ? SOFTPLUS_TEXT : ''))
    .replace('/*DAYS*/\n', () => (dates ? `${DAYS_TEXT}\n` : ''))
    .replace('/*DATE*/', () => (dates ? "m.kind === 'date' ? days(raw) : " : ''))
  return inBoth(
    [headText(model), `const MODEL${type} = ${asciiJson(spec)}`, body, `${calibrateText(calibration)}\n`].join('\n'),
  )
}

const rankTexts = (model: Model): Texts =>
  inBoth([headText(model), `export const modelId = ${asciiJson(model.modelId)}\n`, RANK_TEXT].join('\n'))

interface Scorer {
  readonly score: (row: Readonly<Record<string, RawValue | undefined>>) => {
    readonly kind: string
    readonly linearPredictor: number
    readonly probability: number
  }
}

interface Ranker {
  readonly rank: (
    people: readonly {
      readonly person: string
      readonly list: readonly string[]
      readonly linearPredictor: number | null
    }[],
  ) => readonly (number | null)[]
}

const moduleOf = async (bytes: Uint8Array | undefined): Promise<unknown> =>
  import(`data:text/javascript;base64,${Buffer.from(bytes ?? []).toString('base64')}`)

/** Runs a generated module on the rows of a check. */
const runModule = async ({ model, files, reference }: ParityRequest): Promise<EngineScores> => {
  const { score } = (await moduleOf(files.get('scorer.js'))) as Scorer
  const { rank } = (await moduleOf(files.get('rank.js'))) as Ranker
  const { rows, persons, lists } = reference.inputs
  const names = model.inputs.map(({ name }) => name)
  const linearPredictor = new Float64Array(rows.length).fill(Number.NaN)
  const probability = new Float64Array(rows.length).fill(Number.NaN)
  const refused = new Uint8Array(rows.length)
  for (const [index, row] of rows.entries()) {
    const scored = score(Object.fromEntries(names.map((name, place) => [name, row[place]])))
    if (scored.kind !== 'scored') refused[index] = 1
    else {
      linearPredictor[index] = scored.linearPredictor
      probability[index] = scored.probability
    }
  }
  const people = persons.map((person, index) => {
    const list = lists[index] as readonly (string | null)[]
    const placed = refused[index] === 0 && !list.includes(null)
    return {
      person,
      list: list as readonly string[],
      linearPredictor: placed ? (linearPredictor[index] as number) : null,
    }
  })
  const ranks = Int32Array.from(rank(people), (place) => place ?? 0)
  return { engine: `Node ${process.versions.node}, scorer.js`, linearPredictor, probability, refused, rank: ranks }
}

const node: ParityEngine = {
  engine: 'Node, scorer.js',
  tolerance: { linearPredictor: 0, probability: 0, order: 'same' },
  keyed: false,
  anyType: true,
  run: runModule,
}

/** A module without dependencies that scores a row and ranks a list, in TypeScript and in JavaScript. Equal to the kernel in every bit. */
export const typescriptTarget: ExportTarget = {
  name: 'typescript',
  about: 'a module without dependencies, with types; and the same in JavaScript',
  extension: '.ts',
  write: (model) => {
    const scorer = scorerTexts(model)
    const rank = rankTexts(model)
    return textFiles({
      'scorer.ts': scorer.ts,
      'scorer.js': scorer.js,
      'rank.ts': rank.ts,
      'rank.js': rank.js,
      'contract.json': contractFile(model),
      'reasons.json': reasonsFile(model),
    })
  },
  engines: [node],
}
