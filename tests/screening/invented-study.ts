import type { Encoder } from '../../data-schemas/encoder.js'
import { type Candidate, type Study, type StudyInput, study } from '../../data-schemas/study.js'
import { auditCodes } from '../../src/disclosure/audit-codes.js'
import type { Block } from '../../src/numeric/design.js'
import { random } from '../../src/random.js'
import type { ScreeningInputs } from '../../src/screening/screening-room.js'

/** Sample of invented people: `risk` carries the outcome, `copy` nearly equals it, `age` and `language` go with the group, `noise` with nothing. */
export const NAMES = ['risk', 'copy', 'age', 'language', 'noise', 'flat', 'weak'] as const

const encoderOf = (name: string, levels: number, woe: (code: number) => number): Encoder => ({
  name,
  type: 'integer',
  encoding: 'woe',
  rule: { kind: 'intervals', edges: Array.from({ length: levels - 1 }, (_, i) => i + 0.5) },
  columns: [name],
  levels: Array.from({ length: levels }, (_, code) => ({
    code,
    kind: 'bin',
    label: `level ${code}`,
    rows: null,
    people: null,
    events: null,
    woe: woe(code),
    values: [woe(code)],
  })),
  codes: [],
  missingLevel: null,
  notApplicableLevel: null,
  unseenLevel: null,
  range: null,
  method: 'manual',
  direction: 'increasing',
})

const LEVELS = 4

interface Invented {
  readonly columns: Readonly<Record<(typeof NAMES)[number], readonly number[]>>
  readonly outcome: readonly number[]
  readonly group: readonly number[]
}

const invent = (people: number, seed: number): Invented => {
  const draw = random(seed, 'invented')
  const columns: Record<(typeof NAMES)[number], number[]> = {
    risk: [],
    copy: [],
    age: [],
    language: [],
    noise: [],
    flat: [],
    weak: [],
  }
  const outcome: number[] = []
  const group: number[] = []
  for (let p = 0; p < people; p += 1) {
    const risk = draw.below(LEVELS)
    const own = draw.uniform() < 0.3 ? 1 : 0
    columns.risk.push(risk)
    columns.copy.push(draw.uniform() < 0.97 ? risk : draw.below(LEVELS))
    columns.age.push(own === 1 ? draw.below(2) : 1 + draw.below(3))
    columns.language.push(own === 1 && draw.uniform() < 0.7 ? 3 : draw.below(2))
    columns.noise.push(draw.below(LEVELS))
    columns.flat.push(0)
    columns.weak.push(draw.below(LEVELS))
    group.push(own)
    const age = columns.age[p] as number
    outcome.push(draw.uniform() < 1 / (1 + Math.exp(2.6 - 0.7 * risk - 0.35 * age)) ? 1 : 0)
  }
  return { columns, outcome, group }
}

/** Inputs of the room: one row a person, patterns equal to rows. */
export const inventedInputs = (people = 1500, seed = 1): ScreeningInputs => {
  const { columns, outcome, group } = invent(people, seed)
  const encoders = NAMES.map((name) => encoderOf(name, LEVELS, (code) => (name === 'flat' ? 0 : code - 1.5)))
  const blocks = encoders.map(
    (encoder): Block => ({
      kind: 'coded',
      name: encoder.name,
      columns: [encoder.name],
      codes: Uint16Array.from(columns[encoder.name as (typeof NAMES)[number]]),
      table: Float64Array.from(encoder.levels, ({ woe }) => woe),
    }),
  )
  return {
    encoders,
    skipped: [],
    design: { blocks, trials: new Float64Array(people).fill(1), events: Float64Array.from(outcome) },
    rows: { blocks, outcome: Uint8Array.from(outcome), person: Int32Array.from(outcome, (_, i) => i) },
    quality: NAMES.map((name) => ({ name, rows: people, missing: 0, constant: 100, impossible: 0, late: 0 })),
    audit: [auditCodes('origin', ['here', 'elsewhere'], Int32Array.from(group))],
  }
}

type Declared = Partial<Candidate> & { readonly name: string }

/** A study of the invented people; declarations by candidate, the rest declared in order. */
export const inventedStudy = (declared: readonly Declared[] = [], screening: StudyInput['screening'] = {}): Study =>
  study.parse({
    name: 'invented',
    data: { kind: 'flat' },
    outcome: { kind: 'column', column: 'y', positive: [1] },
    candidates: [
      ...NAMES.map((name) => ({
        name,
        type: 'integer',
        legalBasis: 'Act 1',
        ...declared.find((one) => one.name === name),
      })),
      ...declared
        .filter(({ name }) => !(NAMES as readonly string[]).includes(name))
        .map((one) => ({ type: 'category', legalBasis: 'Act 1', ...one })),
    ],
    audit: [{ name: 'origin', column: 'origin' }],
    selection: { size: 1 },
    screening,
  })
