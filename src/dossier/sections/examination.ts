import type { GateResult } from '../../../data-schemas/results/gates.js'
import { numbers } from '../../figures/format.js'
import { guardWords } from '../../report/guard-words.js'
import { builtInWords } from '../../report/sections/gates.js'
import { fill } from '../fill.js'
import { type Html, html } from '../html.js'
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

const shownNumber = (t: Teller, index: number, key: 'value' | 'threshold'): Html => {
  const value = t.sources.gates.gates[index]![key]
  const pick = ({ gates }: Teller['sources']['gates']) => gates[index]![key]
  if (value === null) return t.named('gates', pick, '–')
  if (typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-3)
    return t.named('gates', pick, value.toExponential(0).replace('-', '−'))
  return t.num('gates', pick, numbers(typeof value === 'number' && Number.isInteger(value) ? 0 : 3))
}

/** One row a gate: name, verdict, value, bound and reason. */
const gateRow = (t: Teller, gate: GateResult, index: number): readonly (Html | string)[] => {
  const words = guardWords(gate.name) ?? builtInWords(gate.name)
  return [
    html`<span id="${gateAnchor(index, t)}">${t.num('gates', ({ gates }) => gates[index]!.name)}</span>`,
    gateVerdict(t, gate, index),
    shownNumber(t, index, 'value'),
    shownNumber(t, index, 'threshold'),
    words === undefined || t.language === 'en' ? t.english('gates', ({ gates }) => gates[index]!.reason) : words.nl,
  ]
}

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
