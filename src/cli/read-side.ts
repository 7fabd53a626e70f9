import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Model } from '../../data-schemas/artifact.js'
import { readModel } from '../artifact/read.js'
import type { ComparedSide, ComparedWith } from '../compare-runs.js'
import { sha256 } from '../digest.js'
import { RefusedError } from '../errors.js'
import { RESULT_FILES } from '../run-results.js'

// What a comparison needs of each file and no more, so that runs of earlier versions can be read.
const maybe = z
  .union([z.number(), z.object({ because: z.string() })])
  .transform((value) => (typeof value === 'number' ? value : null))
const bound = z.number().nullable()
const interval = z.object({ estimate: maybe, lower: bound, upper: bound })
const rate = z.object({ expected: maybe, lower: bound, upper: bound })
const manifest = z.object({
  status: z.string(),
  study: z.object({ name: z.string(), digest: z.string() }),
  data: z.string().nullable(),
  code: z.string(),
  seed: z.number(),
  model: z.string().nullable().optional(),
  files: z.record(z.string(), z.string()).default({}),
})
const files = {
  encoding: z.object({
    candidates: z.array(
      z.object({
        name: z.string(),
        encoding: z.string(),
        levels: z.array(z.object({ kind: z.string(), label: z.string() })),
      }),
    ),
  }),
  selection: z.object({ selected: z.array(z.string()) }),
  fit: z.object({ terms: z.array(z.object({ name: z.string(), estimate: z.number() })) }),
  calibration: z.object({
    method: z.string(),
    test: z.object({ slope: interval, observedToExpected: interval, brier: interval }),
  }),
  ranking: z.object({
    test: z.object({
      auc: interval,
      atK: z.array(z.object({ k: z.number(), recall: rate, precision: rate, lift: rate })),
    }),
  }),
  gates: z.object({
    gates: z.array(z.object({ name: z.string(), passed: z.boolean(), severity: z.string() })),
  }),
} as const
const examination = z.object({
  champion: z.union([
    z.object({ kind: z.literal('undefined') }),
    z.object({
      modelId: z.string(),
      overlap: z.array(z.object({ k: z.number(), kept: maybe })),
      recall: z.array(z.object({ k: z.number(), within: z.string(), difference: interval })),
    }),
  ]),
})

const refuse = (rule: string, folder: string, found: string): RefusedError =>
  new RefusedError(
    'run-refused',
    [
      {
        rule,
        expected: 'the folder of a finished run, or of a frozen model',
        found,
        advice: 'name a run folder (run.json) or a model folder (model.json)',
        severity: 'refuse',
      },
    ],
    folder,
  )

const jsonOf = (folder: string, name: string, digest: string | undefined): unknown => {
  const path = join(folder, name)
  if (!existsSync(path)) throw refuse('missing-file', folder, `no ${name}`)
  const text = readFileSync(path, 'utf8')
  if (digest !== undefined && sha256(text) !== digest)
    throw refuse('wrong-digest', folder, `a ${name} that was changed after the run`)
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw refuse('not-json', folder, `a ${name} that is not JSON`)
  }
}

const as = <T>(schema: z.ZodType<T>, value: unknown, where: { readonly folder: string; readonly name: string }): T => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw refuse('not-a-result', where.folder, `a ${where.name} that does not hold what a run writes`)
}

const championOf = (value: unknown, where: { folder: string; name: string }): ComparedWith | null => {
  const { champion } = as(examination, value, where)
  if (!('modelId' in champion)) return null
  return {
    modelId: champion.modelId,
    lists: champion.overlap.map(({ k, kept }) => {
      const found = champion.recall.find((one) => one.k === k && one.within === 'pooled')
      return { k, kept, recall: found?.difference ?? { estimate: null, lower: null, upper: null } }
    }),
  }
}

const sideOfRun = (folder: string): ComparedSide => {
  const run = as(manifest, jsonOf(folder, 'run.json', undefined), { folder, name: 'run.json' })
  if (run.status !== 'finished') throw refuse('unfinished-run', folder, `a run that is ${run.status}`)
  const read = <T>(room: keyof typeof files, schema: z.ZodType<T>): T => {
    const name = `${RESULT_FILES[room]}.json`
    return as(schema, jsonOf(folder, name, run.files[name]), { folder, name })
  }
  const { selected } = read('selection', files.selection)
  const { test, method } = read('calibration', files.calibration)
  const { test: ranked } = read('ranking', files.ranking)
  const examined = `${RESULT_FILES.rankingExamination}.json`
  return {
    from: 'run',
    name: run.study.name,
    modelId: run.model ?? null,
    study: run.study.digest,
    data: run.data ?? '',
    code: run.code,
    seed: run.seed,
    selected,
    coefficients: read('fit', files.fit).terms,
    bins: new Map(
      read('encoding', files.encoding).candidates.map(({ name, encoding, levels }) => [
        name,
        encoding === 'linear' ? [] : levels.filter(({ kind }) => kind === 'bin').map(({ label }) => label),
      ]),
    ),
    calibration: method,
    numbers: [
      ...ranked.atK.flatMap(({ k, ...rates }) =>
        (['recall', 'precision', 'lift'] as const).map((metric) => {
          const { expected, lower, upper } = rates[metric]
          return { metric, k, estimate: expected, lower, upper }
        }),
      ),
      { metric: 'auc', k: null, ...ranked.auc },
      { metric: 'brier', k: null, ...test.brier },
      { metric: 'calibration-slope', k: null, ...test.slope },
      { metric: 'observed-to-expected', k: null, ...test.observedToExpected },
    ],
    champion:
      run.files[examined] === undefined
        ? null
        : championOf(jsonOf(folder, examined, run.files[examined]), { folder, name: examined }),
    refused: read('gates', files.gates)
      .gates.filter(({ passed, severity }) => !passed && severity === 'refuse')
      .map(({ name }) => name),
  }
}

const sideOfModel = (model: Model): ComparedSide => ({
  from: 'model',
  name: model.name,
  modelId: model.modelId,
  study: model.lineage.study,
  data: model.lineage.data,
  code: model.lineage.code,
  seed: model.lineage.seed,
  selected: model.inputs.map(({ name }) => name),
  coefficients: [
    { name: '(Intercept)', estimate: model.intercept },
    ...model.terms.flatMap(({ columns }) =>
      columns.map(({ column, coefficient }) => ({ name: column, estimate: coefficient })),
    ),
  ],
  bins: new Map(
    model.encoders.map(({ name, rule, levels }) => [
      name,
      rule.kind === 'linear' ? [] : levels.filter(({ kind }) => kind === 'bin').map(({ label }) => label),
    ]),
  ),
  calibration: model.calibration.kind,
  numbers: model.evaluation.numbers,
  champion: null,
  refused: model.draft?.refusedGates.map(({ name }) => name) ?? [],
})

/**
 * A run folder or a model folder, as far as it can be compared. Every file of a run must be as the run wrote it, and a model must verify.
 * Throws `run-refused` or `model-refused` (exit 2).
 */
export const readSide = async (folder: string): Promise<ComparedSide> => {
  if (existsSync(join(folder, 'run.json'))) return sideOfRun(folder)
  if (existsSync(join(folder, 'model.json'))) return sideOfModel(await readModel(folder))
  throw refuse('no-run', folder, existsSync(folder) ? 'neither run.json nor model.json' : 'no such folder')
}
