import type { FairnessResult } from '../data-schemas/results/fairness.js'
import { largest } from './support/difference.js'
import { draws } from './support/draws.js'
import { writeNpy } from './support/npy.js'
import { ours } from './support/ours.js'
import type { Agreement, Benchmark, Case, Context } from './support/types.js'

const MAIN = 'workbench: group audit'
const ATTRIBUTES = [
  { name: 'sex', values: ['man', 'woman'] },
  { name: 'origin', values: ['NL', 'Europe', 'outside'] },
  { name: 'age_group', values: ['< 27', '27–34', '35–44', '45–54', '55–59', '60+'] },
] as const
const K = 0.1

interface Rows {
  readonly score: Float64Array
  readonly label: Uint8Array
  readonly person: Int32Array
  readonly groups: readonly Int32Array[]
}

const simulate = (rows: number): Rows => {
  const draw = draws(505)
  const score = new Float64Array(rows)
  const label = new Uint8Array(rows)
  const person = new Int32Array(rows)
  const groups = ATTRIBUTES.map(() => new Int32Array(rows))
  let own: readonly number[] = []
  for (let i = 0; i < rows; i += 1) {
    const same = i > 0 && draw.uniform() < 0.6
    if (!same) own = ATTRIBUTES.map(({ values }) => Math.floor(values.length * draw.uniform() ** 1.5))
    person[i] = i === 0 ? 0 : (person[i - 1] as number) + (same ? 0 : 1)
    groups.forEach((codes, j) => {
      codes[i] = own[j] as number
    })
    const eta = -3 + 0.2 * (own[1] as number) + 1.2 * draw.normal()
    score[i] = eta
    label[i] = draw.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0
  }
  return { score, label, person, groups }
}

/** Selection rate, recall and precision of every group, attributes and groups in order. */
type Rates = readonly number[]

const ratesOf = ({ attributes }: FairnessResult): Rates =>
  attributes.flatMap(({ groups }) =>
    groups.flatMap((group) => {
      if (group.suppressed) throw new Error('a group is suppressed: the data of the benchmark are too small')
      return [group.selectionRate, group.recall, group.precision].map((cell) => cell as number)
    }),
  )

const prepare = async (context: Context): Promise<Case> => {
  const rows = context.quick ? 20_000 : 100_000
  const { workbench, folder } = context
  const { fairnessRoom, parseStudy } = workbench.library
  const { auditCodes } =
    await workbench.file<typeof import('../src/disclosure/audit-codes.js')>('disclosure/audit-codes')
  const { rankingOf } = await workbench.file<typeof import('../src/ranking/order.js')>('ranking/order')
  const { listingChance } = await workbench.file<typeof import('../src/ranking/listing.js')>('ranking/listing')
  const data = simulate(rows)
  const study = parseStudy(
    {
      name: 'bench-audit',
      data: { kind: 'flat' },
      outcome: { kind: 'column', column: 'y', positive: [1] },
      candidates: [{ name: 'x', type: 'number' }],
      selection: { size: 1 },
      audit: ATTRIBUTES.map(({ name, values }) => ({ name, column: name, reference: values[0] })),
      fairness: { k: K, margin: { difference: 0.05, reason: 'as in the flagship study' } },
    },
    'bench',
  )
  const chance = listingChance(rankingOf(data.score), { kind: 'share', share: K })
  const probability = data.score.map((eta) => 1 / (1 + Math.exp(-eta)))
  const attributes = ATTRIBUTES.map(({ name, values }, j) => auditCodes(name, values, data.groups[j] as Int32Array))
  const stamp = { study: study.name, data: '0'.repeat(64), synthetic: true }
  const inputs = { k: K, chance, listed: null, label: data.label, probability, person: data.person, attributes }
  const files = {
    listed: writeNpy(`${folder}/listed.npy`, Uint8Array.from(chance)),
    label: writeNpy(`${folder}/label.npy`, data.label),
    groups: data.groups.map((codes, j) => writeNpy(`${folder}/g${j}.npy`, codes)),
    attributes: ATTRIBUTES,
  }
  const resamples = context.quick ? 2 : 3
  const peer = (task: string, how: string, more: Readonly<Record<string, unknown>> = {}) => ({
    script: 'group_audit.py',
    task,
    how,
    arguments: { ...files, ...more },
  })
  return {
    size: `${rows.toLocaleString('en')} rows, 3 attributes with 2, 3 and 6 groups`,
    main: MAIN,
    contenders: [
      ours(
        MAIN,
        'four rates a group with person-clustered intervals, differences adjusted for their number, three-way verdicts, suppression',
        () => ratesOf(fairnessRoom(study, inputs, stamp)),
      ),
      await context.python(
        'aequitas, rates and significance',
        peer('aequitas', 'Group.get_crosstabs, Bias.get_disparity_predefined_groups with check_significance'),
      ),
      await context.python('fairlearn, rates without intervals', peer('fairlearn', 'MetricFrame for each attribute')),
      await context.python('fairlearn, bootstrap intervals', {
        ...peer('fairlearn_bootstrap', 'MetricFrame with n_boot, rows not clustered', { resamples }),
        extrapolated: {
          factor: 1001 / (resamples + 1),
          because: `the rates and ${resamples} of 1,000 resamples were run; a resample costs as much as the rates do`,
        },
      }),
    ],
    agree: (values) => {
      const own = values.get(MAIN) as Rates
      return [...values].flatMap(([peer, value]): readonly Agreement[] =>
        peer === MAIN
          ? []
          : [
              {
                peer,
                what: 'selection rate, recall and precision of all groups',
                difference: largest(own, value as Rates),
                allowed: 1e-12,
              },
            ],
      )
    },
    notes: [
      'Neither peer clusters by person: rows of one person are taken as independent, which makes their intervals and tests too narrow here.',
    ],
  }
}

/** Audit of groups at the cut. */
export const groupAudit: Benchmark = {
  name: 'group-audit',
  title: 'Group audit with intervals',
  target: { text: 'at most 1 s', met: (medians, { main }) => (medians.get(main) ?? Number.POSITIVE_INFINITY) <= 1 },
  prepare,
}
