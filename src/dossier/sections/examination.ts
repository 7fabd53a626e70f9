import type { GateResult } from '../../../data-schemas/results/gates.js'
import { type Format, numbers, written } from '../../figures/format.js'
import { boundWords, gateWords } from '../../report/gate-words.js'
import { guardWords } from '../../report/guard-words.js'
import { reasonWords, spokenIn } from '../../report/reason-words.js'
import { builtInWords } from '../../report/sections/gates.js'
import { fill } from '../fill.js'
import { type Html, html, NOTHING } from '../html.js'
import { absentHtml, anchor, type Scene } from '../section.js'
import { type Column, tableHtml } from '../table.js'
import type { Teller } from '../teller.js'

/** Place of a gate or guard in its table. */
export const gateAnchor = (index: number, t: Pick<Teller, 'language'>): string => anchor(`gate-${index}`, t)

/** Whether a gate was passed, warns or refuses, in words and a sign. */
const gateVerdict = (t: Teller, { passed, severity }: GateResult, index: number): Html => {
  const shown = passed
    ? t.say('✓ passed', '✓ door')
    : severity === 'warn'
      ? t.say('~ warning', '~ let op')
      : t.say('✗ refused', '✗ geweigerd')
  return t.named('gates', ({ gates }) => gates[index]!.passed, shown)
}

/** A range as a gate holds it, such as "0.9 to 1.1"; undefined for any other text. */
const rangeOf = (text: string): readonly [number, number] | undefined => {
  const [low, high, ...more] = text.split(' to ').map(Number)
  return more.length === 0 && Number.isFinite(low) && Number.isFinite(high) ? [low!, high!] : undefined
}

const SHARES = new Set(['recall', 'precision', 'selectionRate', 'recall-minus-best-rule'])

const formatOf = (t: Teller, { name }: GateResult): Format | undefined => {
  const declared = t.sources.study?.gates.find((one) => one.name === name)
  return declared !== undefined && 'metric' in declared && SHARES.has(declared.metric)
    ? { kind: 'points', decimals: 1 }
    : undefined
}

const plain = (value: number, { language }: Teller): string => {
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(0).replace('-', '−')
  return written(value, numbers(Number.isInteger(value) ? 0 : 3), language)
}

const shownNumber = (t: Teller, index: number, key: 'value' | 'threshold'): Html => {
  const gate = t.sources.gates.gates[index]!
  const value = gate[key]
  const pick = ({ gates }: Teller['sources']['gates']) => gates[index]![key]
  if (value === null) return t.named('gates', pick, '–')
  if (typeof value === 'string') {
    const range = rangeOf(value)
    return t.named(
      'gates',
      pick,
      range === undefined ? boundWords(value, t.language) : `${plain(range[0], t)} … ${plain(range[1], t)}`,
    )
  }
  const format = formatOf(t, gate)
  if (format !== undefined) return html`${t.num('gates', pick, format)} ${t.say('points', 'punten')}`
  return t.named('gates', pick, plain(value, t))
}

/** What a gate measures, in the words of the page; the words of its result where nothing better is known. */
const measureHtml = (t: Teller, { name, reason }: GateResult): Html => {
  const words = guardWords(name) ?? builtInWords(name)
  if (words !== undefined) return html`${words[t.language]}.`
  const declared = t.sources.study?.gates.find((one) => one.name === name)
  if (declared !== undefined) return html`${gateWords(declared)[t.language]}.`
  const told = reasonWords(reason, t.language) ?? 'wat de studie vraagt.'
  return html`${t.named('gates', ({ gates }) => gates.find((one) => one.name === name)!.reason, told)}`
}

/** What a guard that did not pass found, as its result says it; nothing in Dutch for a sentence that is not known. */
const foundHtml = (t: Teller, { name, passed, reason }: GateResult, index: number): Html => {
  if (passed || guardWords(name) === undefined) return NOTHING
  const { study } = t.sources
  const told = reasonWords(reason, t.language, study === undefined ? [] : spokenIn(study))
  if (told === null) return NOTHING
  const pick = ({ gates }: Teller['sources']['gates']) => gates[index]!.reason
  return html` ${t.language === 'en' ? t.num('gates', pick) : t.named('gates', pick, told)}.`
}

/** Why the study asks it, or how it explains what a guard found, as the study says it. */
const studySays = (t: Teller, { name, passed }: GateResult): Html => {
  const { study } = t.sources
  const asked = study?.gates.find((one) => one.name === name)
  const waived = passed ? undefined : study?.waivers.find(({ guard }) => guard === name)
  return html`${asked?.reason === undefined ? NOTHING : html` “${t.spoken('study', ({ gates }) => gates.find((one) => one.name === name)!.reason!)}”`}${
    waived === undefined
      ? NOTHING
      : html` ${t.say('Explained in the study:', 'Verklaard in de studie:')} “${t.spoken('study', ({ waivers }) => waivers.find(({ guard }) => guard === name)!.reason)}” (${t.num('study', ({ waivers }) => waivers.find(({ guard }) => guard === name)!.author)}, ${t.num('study', ({ waivers }) => waivers.find(({ guard }) => guard === name)!.date)})`
  }`
}

/** One row a gate: name, verdict, value, bound and what it measures. */
const gateRow = (t: Teller, gate: GateResult, index: number): readonly (Html | string)[] => [
  html`<code id="${gateAnchor(index, t)}" data-file="">${gate.name}</code>`,
  gateVerdict(t, gate, index),
  shownNumber(t, index, 'value'),
  shownNumber(t, index, 'threshold'),
  html`${measureHtml(t, gate)}${foundHtml(t, gate, index)}${studySays(t, gate)}`,
]

/** Headings of a table of gates. */
const gateColumns = ({ say }: Teller): readonly Column[] => [
  { head: say('check', 'toets') },
  { head: say('verdict', 'oordeel') },
  { head: say('value', 'waarde'), numeric: true },
  { head: say('bound', 'grens'), numeric: true },
  { head: say('what it says', 'wat het zegt') },
]

const indexed = (t: Teller, of: (gate: GateResult) => boolean): readonly (readonly [GateResult, number])[] =>
  t.sources.gates.gates.map((gate, index) => [gate, index] as const).filter(([gate]) => of(gate))

/** A table of those gates. */
export const gatesTableHtml = (t: Teller, caption: string, of: (gate: GateResult) => boolean): Html =>
  tableHtml(
    caption,
    gateColumns(t),
    indexed(t, of).map(([gate, index]) => gateRow(t, gate, index)),
  )

/** The guards of the examination and what they found. */
export const examinationSection = ({ t }: Scene): Html => {
  const { say, countOf } = t
  const guards = indexed(t, ({ kind }) => kind === 'guard')
  if (guards.length === 0)
    return absentHtml(
      say(
        'This run was quick: nothing was examined, no guard stood watch, and the gates refuse a model that was not examined.',
        'Dit was een snelle run: niets is onderzocht, geen bewaker hield de wacht, en de poorten weigeren een model dat niet is onderzocht.',
      ),
    )
  const off = gatesTableHtml(
    t,
    say('Guards that found something', 'Bewakers die iets vonden'),
    ({ kind, passed }) => kind === 'guard' && !passed,
  )
  return html`<p>${fill(
    say(
      'Every result was examined as a sceptical reviewer would: for leaks, for outcomes that help has touched, for chance, for groups and periods that differ, for ties. {guards} guards stood watch.',
      'Elk resultaat is onderzocht zoals een kritische beoordelaar dat zou doen: op lekken, op uitkomsten die door hulp zijn geraakt, op toeval, op groepen en perioden die afwijken, op gelijke scores. {guards} bewakers hielden de wacht.',
    ),
    { guards: countOf('gates', ({ gates }) => gates, { key: 'kind', is: 'guard' }) },
  )}</p>
${off.text === '' ? html`<p>${say('None found anything.', 'Geen ervan vond iets.')}</p>\n` : off}<details class="long"><summary>${say('Guards that passed', 'Bewakers die niets vonden')}</summary>
${gatesTableHtml(t, say('Guards that passed', 'Bewakers die niets vonden'), ({ kind, passed }) => kind === 'guard' && passed)}</details>
`
}
