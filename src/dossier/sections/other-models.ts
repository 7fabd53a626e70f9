import type { Challenged } from '../../../data-schemas/results/challenger.js'
import type { RankingExaminationResult } from '../../../data-schemas/results/ranking-examination.js'
import { COUNT, numbers, percents } from '../../figures/format.js'
import { fill } from '../fill.js'
import { type Html, html, joined, NOTHING } from '../html.js'
import { absentHtml } from '../section.js'
import { tableHtml } from '../table.js'
import type { Teller } from '../teller.js'

const POINTS = { kind: 'points', decimals: 1, signed: true } as const

type Champion = Extract<RankingExaminationResult['champion'], { readonly modelId: string }>
type Verdict = Champion['recall'][number]['verdict']

/** The model in use, where this run was compared with one. */
export const championOf = ({ rankingExamination }: Teller['sources']): Champion | undefined =>
  rankingExamination === undefined || 'because' in rankingExamination.champion ? undefined : rankingExamination.champion

/** The less explainable model, where one was trained. */
export const challengedOf = ({ challenger }: Teller['sources']): Challenged | undefined =>
  challenger?.status === 'trained' ? challenger : undefined

const verdictText = ({ say }: Teller, verdict: Verdict): string =>
  ({
    higher: say('▲ finds more', '▲ vindt meer'),
    lower: say('▼ finds fewer', '▼ vindt minder'),
    'cannot-tell': say('? cannot tell', '? niet te zeggen'),
  })[verdict]

const championPick =
  (pick: (of: Champion) => unknown) =>
  (result: RankingExaminationResult): unknown =>
    'because' in result.champion ? null : pick(result.champion)

const championLead = (t: Teller, i: number): Html =>
  t.range(
    'rankingExamination',
    (result) => {
      const at = (result as { readonly champion: Champion }).champion.recall[i]!
      return { value: at.difference.estimate, bounds: at.difference }
    },
    POINTS,
  )

/** By how many points more people the new model finds than the one in use, at each capacity. */
export const championLeads = (t: Teller): Html =>
  joined(
    (championOf(t.sources)?.recall ?? []).map(
      ({ within }, i) =>
        html`${t.num(
          'rankingExamination',
          championPick((of) => of.recall[i]!.k),
          percents(0),
        )} ${withinWords(t, within, i)}: ${championLead(t, i)}`,
    ),
    '; ',
  )

const withinWords = (t: Teller, within: Champion['recall'][number]['within'], i: number): Html =>
  t.named(
    'rankingExamination',
    championPick((of) => of.recall[i]!.within),
    within === 'lists' ? t.say('of each list', 'van elke lijst') : t.say('of everybody', 'van allen'),
  )

const championRow = (t: Teller, champion: Champion, i: number): readonly Html[] => {
  const { verdict, within } = champion.recall[i]!
  const value = (pick: (of: Champion) => unknown): Html => t.num('rankingExamination', championPick(pick), percents(1))
  return [
    html`${t.num(
      'rankingExamination',
      championPick((of) => of.recall[i]!.k),
      percents(0),
    )} ${withinWords(t, within, i)}`,
    value((of) => of.recall[i]!.champion),
    value((of) => of.recall[i]!.model),
    championLead(t, i),
    t.named(
      'rankingExamination',
      championPick((of) => of.recall[i]!.verdict),
      verdictText(t, verdict),
    ),
  ]
}

const overlapHtml = (t: Teller, champion: Champion): Html =>
  champion.overlap.length === 0
    ? NOTHING
    : html`<p>${t.say('Of the people on the list of the model in use, these stay on the new one:', 'Van de mensen op de lijst van het model in gebruik blijven op de nieuwe:')} ${joined(
        champion.overlap.map(
          (_, i) =>
            html`${t.num(
              'rankingExamination',
              championPick((of) => of.overlap[i]!.kept),
              percents(1),
            )} ${t.say('of a list of', 'van een lijst van')} ${t.num(
              'rankingExamination',
              championPick((of) => of.overlap[i]!.k),
              percents(0),
            )}`,
        ),
        '; ',
      )}.</p>
`

/** Beside the model in use, on the same people; says so where there is none. */
export const championPart = (t: Teller): Html => {
  const { say, sources } = t
  const champion = championOf(sources)
  if (champion === undefined)
    return absentHtml(
      say(
        'There is no model in use that this one was compared with.',
        'Er is geen model in gebruik waarmee dit is vergeleken.',
      ),
    )
  return html`<p>${fill(
    say(
      'Model {id} was loaded from its frozen files and scored on the same {people} people.',
      'Model {id} is geladen uit zijn bevroren bestanden en heeft dezelfde {people} mensen gescoord.',
    ),
    {
      id: html`<code>${t.named(
        'rankingExamination',
        championPick(({ modelId }) => modelId),
        champion.modelId.slice(0, 12),
      )}</code>`,
      people: t.num(
        'rankingExamination',
        championPick(({ people }) => people),
        COUNT,
      ),
    },
  )}</p>
${tableHtml(
  say('Beside the model in use, on the same people', 'Naast het model in gebruik, op dezelfde mensen'),
  [
    { head: say('help offered to', 'hulp aangeboden aan') },
    { head: say('model in use finds', 'model in gebruik vindt'), numeric: true },
    { head: say('new model finds', 'nieuw model vindt'), numeric: true },
    { head: say('difference in points (interval)', 'verschil in punten (interval)'), numeric: true },
    { head: say('the new model', 'het nieuwe model') },
  ],
  champion.recall.map((_, i) => championRow(t, champion, i)),
)}${overlapHtml(t, champion)}`
}

const challengedPick =
  (pick: (of: Challenged) => unknown) =>
  (result: NonNullable<Teller['sources']['challenger']>): unknown =>
    result.status === 'trained' ? pick(result) : null

const challengerRow = (t: Teller, { test }: Challenged, i: number): readonly Html[] => [
  t.num(
    'challenger',
    challengedPick((of) => of.test.recall[i]!.k),
    percents(0),
  ),
  t.num(
    'challenger',
    challengedPick((of) => of.test.recall[i]!.model),
    percents(1),
  ),
  t.num(
    'challenger',
    challengedPick((of) => of.test.recall[i]!.challenger),
    percents(1),
  ),
  t.range(
    'challenger',
    (of) => {
      const { difference } = (of as Challenged).test.recall[i]!
      return { value: difference.estimate, bounds: difference }
    },
    POINTS,
  ),
  t.named(
    'challenger',
    challengedPick((of) => of.test.recall[i]!.difference.verdict),
    verdictText(t, test.recall[i]!.difference.verdict),
  ),
]

/** The price of explainability: what a small network on all candidates finds more; says so where none was trained. */
export const challengerPart = (t: Teller): Html => {
  const { say, both, sources } = t
  const { challenger } = sources
  if (challenger === undefined)
    return absentHtml(
      say(
        'No less explainable model was trained beside this one.',
        'Er is geen minder uitlegbaar model naast dit model getraind.',
      ),
    )
  if (challenger.status !== 'trained')
    return absentHtml(
      both('challenger', (of) => (of as Extract<typeof of, { readonly status: 'not-trained' }>).because),
    )
  return html`<p>${both('challenger', (of) => (of as Challenged).verdict)}</p>
${tableHtml(
  say('The price of explainability', 'De prijs van uitlegbaarheid'),
  [
    { head: say('share offered help', 'deel dat hulp krijgt aangeboden') },
    { head: say('this model finds', 'dit model vindt'), numeric: true },
    { head: say('network finds', 'netwerk vindt'), numeric: true },
    { head: say('difference in points (interval)', 'verschil in punten (interval)'), numeric: true },
    { head: say('the network', 'het netwerk') },
  ],
  challenger.test.recall.map((_, i) => challengerRow(t, challenger, i)),
)}<p>${fill(
    say(
      'Slope of the calibration of the network, without any recalibration: {slope}. It was trained in {backend}.',
      'Helling van de kalibratie van het netwerk, zonder herkalibratie: {slope}. Het is getraind in {backend}.',
    ),
    {
      slope: t.range(
        'challenger',
        (of) => {
          const { slope } = (of as Challenged).test.calibration
          return { value: slope.estimate, bounds: slope }
        },
        numbers(2),
      ),
      backend: html`${t.named(
        'challenger',
        challengedPick(({ backend }) => backend.name),
        challenger.backend.name === 'tensorflow' ? 'TensorFlow' : 'TensorFlow.js',
      )} ${t.num(
        'challenger',
        challengedPick(({ backend }) => backend.version),
      )}`,
    },
  )}</p>
`
}
