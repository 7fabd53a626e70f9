import { numbers, percents } from '../../figures/format.js'
import { type Html, html } from '../html.js'
import { anchor, type SectionName } from '../section.js'
import type { Teller } from '../teller.js'

const tile = (t: Teller, section: SectionName, [name, value]: readonly [Html, Html]): Html =>
  html`<div><dt><a href="#${anchor(section, t)}">${name}</a></dt><dd>${value}</dd></div>
`

const foundTiles = (t: Teller): readonly Html[] =>
  t.sources.ranking.test.atK.map((_, i) =>
    tile(t, 'recall', [
      html`${t.say('found of the people at risk, by help for', 'gevonden van de mensen met risico, bij hulp voor')} ${t.num('ranking', ({ test }) => test.atK[i]!.k, percents(0))}`,
      t.range(
        'ranking',
        ({ test }) => ({ value: test.atK[i]!.recall.expected, bounds: test.atK[i]!.recall }),
        percents(1),
      ),
    ]),
  )

/** The run at a glance: who is found, what is chosen, whether a probability means what it says, and what did not pass. */
export const glanceHtml = (t: Teller): Html => {
  const { say, count, countOf, range } = t
  return html`<dl class="glance">
${foundTiles(t)}${tile(t, 'selection', [
  html`${say('indicators chosen, of candidates looked at:', 'indicatoren gekozen, van bekeken kandidaten:')} ${count('screening', ({ candidates }) => candidates)}`,
  count('selection', ({ selected }) => selected),
])}${tile(t, 'calibration', [
  html`${say('slope of the calibration; one is right', 'helling van de kalibratie; één is goed')}`,
  range('calibration', ({ test }) => ({ value: test.slope.estimate, bounds: test.slope }), numbers(2)),
])}${tile(t, 'examination', [
  html`${say('checks that did not pass, of', 'toetsen die niet zijn gehaald, van')} ${count('gates', ({ gates }) => gates)}`,
  countOf('gates', ({ gates }) => gates, { key: 'passed', is: false }),
])}</dl>
`
}
