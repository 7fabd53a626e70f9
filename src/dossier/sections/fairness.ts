import type { Comparison, FairnessResult, Verdict } from '../../../data-schemas/results/fairness.js'
import { COUNT, numbers, percents } from '../../figures/format.js'
import { groupWords } from '../../figures/group-intervals.js'
import { fill } from '../fill.js'
import { type Html, html, NOTHING } from '../html.js'
import { attributeHtml } from '../labels.js'
import { absentHtml, figuresOf, type Scene } from '../section.js'
import { tableHtml } from '../table.js'
import type { Teller } from '../teller.js'

const POINTS = { kind: 'points', decimals: 1, signed: true } as const
type Attribute = FairnessResult['attributes'][number]
type Shown = Extract<Attribute['groups'][number], { readonly suppressed: false }>

const VERDICTS: Readonly<Record<Verdict, { readonly en: string; readonly nl: string }>> = {
  gap: { en: '▲ proven gap', nl: '▲ bewezen verschil' },
  equivalent: { en: '= equivalent', nl: '= gelijkwaardig' },
  'cannot-tell': { en: '? cannot tell', nl: '? niet te zeggen' },
}

/** The verdict of a comparison, with a sign: never by colour alone. */
export const verdictWords = (t: Teller, verdict: Verdict, [a, c]: readonly [number, number]): Html =>
  t.named('fairness', ({ attributes }) => attributes[a]!.comparisons[c]!.verdict, VERDICTS[verdict][t.language])

const METRICS: Readonly<Record<Comparison['metric'], { readonly en: string; readonly nl: string }>> = {
  selectionRate: { en: 'on the list', nl: 'op de lijst' },
  recall: { en: 'people found', nl: 'mensen gevonden' },
  precision: { en: 'with the outcome, of the list', nl: 'met de uitkomst, van de lijst' },
}

const groupsTable = (t: Teller, attribute: Attribute, a: number): Html =>
  tableHtml(
    t.say('Groups at the real cut', 'Groepen bij de echte grens'),
    [
      { head: t.say('group', 'groep') },
      { head: t.say('people', 'mensen'), numeric: true },
      { head: t.say('on the list', 'op de lijst'), numeric: true },
      { head: t.say('people found', 'mensen gevonden'), numeric: true },
      { head: t.say('observed ÷ expected', 'waargenomen ÷ verwacht'), numeric: true },
    ],
    attribute.groups.map((group, g) => {
      const name = t.named(
        'fairness',
        ({ attributes }) => attributes[a]!.groups[g]!.value,
        groupWords(group.value, t.say),
      )
      if (group.suppressed) {
        const few = t.named(
          'fairness',
          ({ attributes }) => attributes[a]!.groups[g]!.suppressed,
          t.say('too few people to show', 'te weinig mensen om te tonen'),
        )
        return [name, few, few, few, few]
      }
      const of = (pick: (shown: Shown) => unknown, format: Parameters<Teller['num']>[2]): Html =>
        t.num('fairness', ({ attributes }) => pick(attributes[a]!.groups[g]! as Shown), format)
      return [
        name,
        of(({ people }) => people, COUNT),
        of(({ selectionRate }) => selectionRate, percents(1)),
        of(({ recall }) => recall, percents(1)),
        of(({ observedToExpected }) => observedToExpected, numbers(2)),
      ]
    }),
  )

const verdictsTable = (t: Teller, attribute: Attribute, a: number): Html =>
  tableHtml(
    t.say('Verdicts against the reference', 'Oordelen tegenover de referentie'),
    [
      { head: t.say('group', 'groep') },
      { head: t.say('measure', 'maat') },
      { head: t.say('difference in points (interval)', 'verschil in punten (interval)'), numeric: true },
      { head: t.say('verdict', 'oordeel') },
    ],
    attribute.comparisons.map(({ metric, verdict, group, reference }, c) => [
      html`${t.named('fairness', ({ attributes }) => attributes[a]!.comparisons[c]!.group, groupWords(group, t.say))} ${t.say('against', 'tegenover')} ${t.named('fairness', ({ attributes }) => attributes[a]!.comparisons[c]!.reference, groupWords(reference, t.say))}`,
      t.named('fairness', ({ attributes }) => attributes[a]!.comparisons[c]!.metric, METRICS[metric][t.language]),
      t.range(
        'fairness',
        ({ attributes }) => ({
          value: attributes[a]!.comparisons[c]!.difference,
          bounds: attributes[a]!.comparisons[c]!,
        }),
        POINTS,
      ),
      verdictWords(t, verdict, [a, c]),
    ]),
  )

/** How many comparisons of an attribute had each verdict. */
export const verdictCounts = (t: Teller, a: number): Html => {
  const of = (is: Verdict): Html =>
    t.countOf('fairness', ({ attributes }) => attributes[a]!.comparisons, { key: 'verdict', is })
  return html`${t.say('proven gaps:', 'bewezen verschillen:')} ${of('gap')}; ${t.say('equivalent:', 'gelijkwaardig:')} ${of('equivalent')}; ${t.say('cannot tell:', 'niet te zeggen:')} ${of('cannot-tell')}`
}

const attributePart = (scene: Scene, attribute: Attribute, a: number): Html => {
  const { t } = scene
  const tables = html`${groupsTable(t, attribute, a)}${verdictsTable(t, attribute, a)}`
  const slug = attribute.name.toLowerCase().replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
  return html`<h3>${attributeHtml(t, attribute.name)}</h3>
<p>${verdictCounts(t, a)}.</p>
${figuresOf(scene, `groups-recall-${slug}`)}${tables}`
}

/** Groups at the real cut, with verdicts; too little evidence is said, never taken for fairness. */
export const fairnessSection = (scene: Scene): Html => {
  const { t } = scene
  const { say, num, sources } = t
  const { margin, attributes } = sources.fairness
  if (attributes.length === 0)
    return absentHtml(
      say(
        'The study names no attribute to compare groups by: nothing is known of how groups fare.',
        'De studie noemt geen kenmerk om groepen naar te vergelijken: niets is bekend van hoe het groepen vergaat.',
      ),
    )
  return html`<p>${fill(
    say(
      'Groups are compared where the list is cut: help for {k}. “Cannot tell” means that the data are too few to prove a gap and too few to exclude one: it is not a finding of fairness. {margin} Groups of fewer than {minimum} people are not shown.',
      'Groepen zijn vergeleken waar de lijst wordt afgekapt: hulp voor {k}. “Niet te zeggen” betekent dat er te weinig gegevens zijn om een verschil te bewijzen en te weinig om het uit te sluiten: het is geen bevinding van eerlijkheid. {margin} Groepen van minder dan {minimum} mensen zijn niet getoond.',
    ),
    {
      k: num('fairness', ({ k }) => k, percents(0)),
      margin:
        margin === null
          ? html`${say('The study sets no margin within which groups count as equivalent.', 'De studie stelt geen marge waarbinnen groepen als gelijkwaardig gelden.')}`
          : fill(
              say(
                'Groups count as equivalent when they differ by at most {points} percentage points beyond doubt{why}.',
                'Groepen gelden als gelijkwaardig als zij buiten twijfel hoogstens {points} procentpunten verschillen{why}.',
              ),
              {
                why:
                  t.sources.study?.fairness.margin === undefined
                    ? NOTHING
                    : html` (“${t.spoken('study', ({ fairness }) => fairness.margin!.reason)}”)`,
                points: num('fairness', (of) => of.margin?.difference, { kind: 'points', decimals: 0 }),
              },
            ),
      minimum: num('fairness', ({ minimum }) => minimum, COUNT),
    },
  )}</p>
${attributes.map((attribute, a) => attributePart(scene, attribute, a))}`
}
