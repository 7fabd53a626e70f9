import { COUNT, percents } from '../../figures/format.js'
import { fill } from '../fill.js'
import { type Html, html } from '../html.js'
import { absentHtml, figuresOf, type Scene } from '../section.js'
import { tableHtml } from '../table.js'
import type { Teller } from '../teller.js'

const sideRow = (t: Teller, side: 'train' | 'test'): readonly (Html | string)[] => [
  side === 'train' ? t.say('learned from', 'van geleerd') : t.say('measured on', 'op gemeten'),
  ...(['rows', 'people', 'events', 'eventPeople'] as const).map((key) =>
    t.num('panel', ({ split }) => split[side][key], COUNT),
  ),
  t.num('panel', ({ split }) => split[side].rate, percents(2)),
]

const sidesTable = (t: Teller): Html =>
  tableHtml(
    t.say('The two sides of the split', 'De twee kanten van de splitsing'),
    [
      { head: t.say('side', 'kant') },
      { head: t.say('rows', 'rijen'), numeric: true },
      { head: t.say('people', 'mensen'), numeric: true },
      { head: t.say('rows with the outcome', 'rijen met de uitkomst'), numeric: true },
      { head: t.say('people with the outcome', 'mensen met de uitkomst'), numeric: true },
      { head: t.say('rate', 'aandeel'), numeric: true },
    ],
    [sideRow(t, 'train'), sideRow(t, 'test')],
  )

const tablesTable = (t: Teller): Html =>
  tableHtml(
    t.say('Tables that were read', 'Tabellen die zijn gelezen'),
    [
      { head: t.say('table', 'tabel') },
      { head: t.say('rows', 'rijen'), numeric: true },
      { head: t.say('rows refused', 'rijen geweigerd'), numeric: true },
    ],
    t.sources.contract.tables.map((_, i) => [
      t.num('contract', ({ tables }) => tables[i]!.name),
      t.num('contract', ({ tables }) => tables[i]!.rows, COUNT),
      t.num('contract', ({ tables }) => tables[i]!.refusedRows, COUNT),
    ]),
  )

const splitText = (t: Teller): Html => {
  const { say, num, sources } = t
  const { split } = sources.panel
  if (split.kind !== 'time' || split.testFrom === null)
    return absentHtml(
      say(
        'The data carry no dates to split on: people, not periods, are held apart, and nothing here shows how the model holds over time.',
        'De gegevens dragen geen datums om op te splitsen: mensen, niet perioden, zijn uit elkaar gehouden, en niets hier laat zien hoe het model in de tijd standhoudt.',
      ),
    )
  return html`<p>${fill(
    say(
      'The model was learned from dates up to and including {last} and measured on dates from {first}. No window of an outcome that was learned from reaches into the period that was measured on: between the close of the last window and the first measured date lie {days} days. People who by their history would be on both sides were taken out of the side that was learned from: {both}.',
      'Het model is geleerd van datums tot en met {last} en gemeten op datums vanaf {first}. Geen venster van een uitkomst waarvan is geleerd reikt tot in de periode waarop is gemeten: tussen het sluiten van het laatste venster en de eerste gemeten datum liggen {days} dagen. Mensen die naar hun geschiedenis aan beide kanten zouden staan zijn uit de kant gehaald waarvan is geleerd: {both}.',
    ),
    {
      last: num('panel', (panel) => panel.split.trainUntil),
      first: num('panel', (panel) => panel.split.testFrom),
      days: num('panel', (panel) => panel.split.embargoDays, COUNT),
      both: num('panel', (panel) => panel.split.peopleOnBothSides, COUNT),
    },
  )}</p>
`
}

/** Whom the model was learned from and measured on, and whom it leaves out. */
export const populationSection = (scene: Scene): Html => {
  const { t } = scene
  const horizon = t.sources.panel.outcome.horizonMonths
  return html`<p>${t.say('Everybody who left the data on the way is counted.', 'Iedereen die onderweg uit de gegevens viel is geteld.')}${
    horizon === null
      ? ''
      : html` ${fill(
          t.say(
            'The outcome is what happens within {months} months of a date.',
            'De uitkomst is wat binnen {months} maanden na een datum gebeurt.',
          ),
          { months: t.num('panel', ({ outcome }) => outcome.horizonMonths, COUNT) },
        )}`
  }</p>
${figuresOf(scene, 'attrition')}${sidesTable(t)}${splitText(t)}${figuresOf(scene, 'split-timeline')}${tablesTable(t)}`
}
