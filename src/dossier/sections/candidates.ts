import type { Grade, ScreenedCandidate } from '../../../data-schemas/results/screening.js'
import { reasonText } from '../../report/reasons.js'
import { word } from '../../report/words.js'
import { fill } from '../fill.js'
import { type Html, html } from '../html.js'
import { candidateHtml } from '../labels.js'
import { figuresOf, type Scene } from '../section.js'
import { tableHtml } from '../table.js'
import type { Teller } from '../teller.js'

const GRADES: Readonly<Record<Grade, { readonly en: string; readonly nl: string }>> = {
  pass: { en: '✓ pass', nl: '✓ voldoet' },
  warn: { en: '~ warning', nl: '~ let op' },
  fail: { en: '✗ fails', nl: '✗ voldoet niet' },
}

const LENSES = ['validity', 'explainability', 'dataQuality', 'ethics'] as const

const gradeCell = (t: Teller, candidate: ScreenedCandidate, index: number, lens: (typeof LENSES)[number]): Html => {
  const judged = candidate[lens]
  return judged === null
    ? t.named('screening', ({ candidates }) => candidates[index]![lens], t.say('not judged', 'niet beoordeeld'))
    : t.named('screening', ({ candidates }) => candidates[index]![lens]?.grade, GRADES[judged.grade][t.language])
}

/** What people decided of a candidate, in their own words. */
const decidedHtml = (t: Teller, name: string): readonly Html[] =>
  (t.sources.study?.screening.overrides ?? []).flatMap(({ candidate }, i) =>
    candidate !== name
      ? []
      : [
          html` “${t.spoken('study', ({ screening }) => screening.overrides[i]!.reason)}” (${t.num('study', ({ screening }) => screening.overrides[i]!.author)}, ${t.num('study', ({ screening }) => screening.overrides[i]!.date)})`,
        ],
  )

const row = (t: Teller, candidate: ScreenedCandidate, index: number): readonly (Html | string)[] => [
  candidateHtml(t, candidate.name),
  ...LENSES.map((lens) => gradeCell(t, candidate, index, lens)),
  t.named('screening', ({ candidates }) => candidates[index]!.decision, word(candidate.decision, t.language)),
  html`${t.named('screening', ({ candidates }) => candidates[index]!.reason, reasonText(candidate, t.language))}${decidedHtml(t, candidate.name)}`,
]

/** Every candidate that was considered, what each of the four criteria says of it, and what was decided and why. */
export const candidatesSection = (scene: Scene): Html => {
  const { t } = scene
  const { say, count, countOf, sources } = t
  const decided = (is: ScreenedCandidate['decision']): Html =>
    countOf('screening', ({ candidates }) => candidates, { key: 'decision', is })
  return html`<p>${fill(
    say(
      '{all} candidates were judged on validity, explainability, data quality, and ethics and law, before anything was chosen: {keep} were kept, {drop} dropped, and {justify} stay out until somebody justifies them.',
      '{all} kandidaten zijn beoordeeld op validiteit, uitlegbaarheid, gegevenskwaliteit, en ethiek en recht, voordat er iets gekozen werd: {keep} bleven, {drop} vielen af; buiten gehouden tot iemand het verantwoordt: {justify}.',
    ),
    {
      all: count('screening', ({ candidates }) => candidates),
      keep: decided('keep'),
      drop: decided('drop'),
      justify: decided('justify'),
    },
  )}</p>
${figuresOf(scene, 'candidates')}
${tableHtml(
  say('The ledger of candidates', 'Het grootboek van kandidaten'),
  [
    { head: word('candidate', t.language) },
    { head: word('validity', t.language) },
    { head: word('explainability', t.language) },
    { head: word('quality', t.language) },
    { head: word('ethics', t.language) },
    { head: word('decision', t.language) },
    { head: word('reason', t.language) },
  ],
  sources.screening.candidates.map((candidate, index) => row(t, candidate, index)),
)}${figuresOf(scene, 'strength-stability')}`
}
