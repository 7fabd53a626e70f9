import type { RankingExaminationResult } from '../../../data-schemas/results/ranking-examination.js'
import { COUNT } from '../../figures/format.js'
import { fill } from '../fill.js'
import { type Html, html, NOTHING } from '../html.js'
import { absentHtml, type Scene } from '../section.js'
import { tableHtml } from '../table.js'
import type { Teller } from '../teller.js'
import { gatesTableHtml } from './examination.js'

/** What the gates decided, in a sentence. */
export const verdictHtml = (t: Teller): Html => {
  const { say, named, sources } = t
  return named(
    'gates',
    ({ passed }) => passed,
    sources.gates.passed
      ? say(
          'No gate refuses this model. Whether it is used is for people to decide.',
          'Geen poort weigert dit model. Of het wordt gebruikt beslissen mensen.',
        )
      : say(
          'At least one gate refuses this model: it must not be used.',
          'Ten minste één poort weigert dit model: het mag niet worden gebruikt.',
        ),
  )
}

type Adoption = Extract<RankingExaminationResult['adoption'], { readonly adopt: boolean }>

const POINTS = { kind: 'points', decimals: 1, signed: true } as const

const conditionsTable = (t: Teller, { conditions }: Adoption): Html => {
  const { say } = t
  const of = (index: number, pick: (one: Adoption['conditions'][number]) => unknown) =>
    [
      'rankingExamination',
      (result: RankingExaminationResult) =>
        'because' in result.adoption ? null : pick(result.adoption.conditions[index]!),
    ] as const
  const asked = {
    'over-rules': say('more than every simple rule', 'meer dan elke eenvoudige regel'),
    'over-champion': say('beside the model in use', 'naast het model in gebruik'),
  }
  return tableHtml(
    say('What the rule for adoption asks', 'Wat de invoerregel vraagt'),
    [
      { head: say('people found', 'mensen gevonden') },
      { head: say('difference in points, lower bound', 'verschil in punten, ondergrens'), numeric: true },
      { head: say('asked at least', 'gevraagd ten minste'), numeric: true },
      { head: say('verdict', 'oordeel') },
    ],
    conditions.map(({ name, met }, index) => [
      t.named(...of(index, (one) => one.name), asked[name]),
      t.num(...of(index, ({ lower }) => lower), POINTS),
      t.num(...of(index, ({ atLeast }) => atLeast), POINTS),
      t.named(...of(index, (one) => one.met), met ? say('✓ met', '✓ gehaald') : say('✗ not met', '✗ niet gehaald')),
    ]),
  )
}

const openingsHtml = (t: Teller): Html => {
  const openings = t.sources.rankingExamination?.openings
  if (openings === undefined || 'because' in openings) return NOTHING
  return html`<p>${fill(
    t.say(
      'The test data were opened {times} time(s) until then, {others} of them under another rule. Each look at them makes luck more likely.',
      'De testgegevens waren tot dan {times} keer geopend, waarvan {others} keer onder een andere regel. Elke blik erop maakt geluk waarschijnlijker.',
    ),
    {
      times: t.num('rankingExamination', (of) => ('because' in of.openings ? null : of.openings.number), COUNT),
      others: t.num('rankingExamination', (of) => ('because' in of.openings ? null : of.openings.otherRules), COUNT),
    },
  )}</p>
`
}

const adoptionHtml = (t: Teller): Html => {
  const { say, sources, named } = t
  const adoption = sources.rankingExamination?.adoption
  if (adoption === undefined || 'because' in adoption)
    return absentHtml(
      say(
        'No rule for adoption was written beforehand, or it was not examined.',
        'Er is vooraf geen invoerregel geschreven, of hij is niet onderzocht.',
      ),
    )
  const declared = sources.study?.evaluation.adoption
  const said =
    declared === undefined
      ? t.num('rankingExamination', (of) => ('because' in of.adoption ? null : of.adoption.reason))
      : t.spoken('study', ({ evaluation }) => evaluation.adoption!.reason)
  return html`<p>${say('Rule for adoption, written before the test data were opened:', 'Invoerregel, geschreven voordat de testgegevens open gingen:')} ${named(
    'rankingExamination',
    (of) => ('because' in of.adoption ? null : of.adoption.adopt),
    adoption.adopt ? say('met', 'gehaald') : say('not met', 'niet gehaald'),
  )}. “${said}”</p>
${conditionsTable(t, adoption)}${openingsHtml(t)}`
}

/** Every gate with its bound, and what follows. */
export const decisionSection = ({
  t,
}: Scene): Html => html`<p class="verdict ${t.sources.gates.passed ? 'passed' : 'refused'}">${verdictHtml(t)}</p>
${gatesTableHtml(t, t.say('Gates', 'Poorten'), ({ kind }) => kind !== 'guard')}${adoptionHtml(t)}${
  t.sources.model?.draft
    ? html`<p class="absent">${t.say(
        'The model was kept as a draft, for study only; it says so itself.',
        'Het model is bewaard als concept, alleen om te bestuderen; het zegt dat zelf.',
      )}</p>
`
    : ''
}`
