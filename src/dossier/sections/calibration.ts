import { COUNT, numbers, percents } from '../../figures/format.js'
import { word } from '../../report/words.js'
import { fill } from '../fill.js'
import { type Html, html } from '../html.js'
import { figuresOf, type Scene } from '../section.js'
import { tableHtml } from '../table.js'
import type { Teller } from '../teller.js'

const MEASURES = [
  ['intercept', 'intercept (nil is right)', 'intercept (nul is goed)'],
  ['slope', 'slope (one is right)', 'helling (één is goed)'],
  ['observedToExpected', 'observed ÷ expected (one is right)', 'waargenomen ÷ verwacht (één is goed)'],
  ['brier', 'Brier score (lower is better)', 'Brier-score (lager is beter)'],
] as const

const measuresTable = (t: Teller): Html =>
  tableHtml(
    t.say('Calibration on people the model had not seen', 'Kalibratie op mensen die het model niet had gezien'),
    [{ head: t.say('measure', 'maat') }, { head: t.say('value (interval)', 'waarde (interval)'), numeric: true }],
    MEASURES.map(([key, en, nl]) => [
      t.say(en, nl),
      t.range('calibration', ({ test }) => ({ value: test[key].estimate, bounds: test[key] }), numbers(3)),
    ]),
  )

/** Whether a probability means what it says, on people the model had not seen. */
export const calibrationSection = (scene: Scene): Html => {
  const { t } = scene
  const { say, num, named, sources } = t
  return html`<p>${fill(
    say(
      'On {rows} rows that the model had not seen it predicted {predicted} on average; {seen} had the outcome. Recalibration, chosen without the test side: {method}.',
      'Op {rows} rijen die het model niet had gezien voorspelde het gemiddeld {predicted}; {seen} kreeg de uitkomst. Herkalibratie, gekozen zonder de testkant: {method}.',
    ),
    {
      rows: num('calibration', ({ test }) => test.n, COUNT),
      predicted: num('calibration', ({ test }) => test.meanPredicted, percents(2)),
      seen: num('calibration', ({ test }) => test.meanObserved, percents(2)),
      method: named('calibration', ({ method }) => method, word(`method-${sources.calibration.method}`, t.language)),
    },
  )}</p>
${measuresTable(t)}${figuresOf(scene, 'reliability')}`
}
