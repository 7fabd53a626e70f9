import type { Model } from '../../data-schemas/artifact.js'
import type { Contribution, Contributions } from '../explanation/contributions.js'
import { levelWords } from '../explanation/reason-text.js'
import { type FigureContext, sayIn } from './context.js'
import type { Figure, WaterfallMark } from './figure.js'
import { type Format, numbers, TEXT, written } from './format.js'

const LOG_ODDS: Format = numbers(2)
const CHANGE: Format = { kind: 'number', decimals: 2, signed: true }

/** The indicator with its level, in the words of the model. */
const partWords = ({ indicator, level }: Contribution, model: Model, { language }: FigureContext): string => {
  const index = model.inputs.findIndex(({ name }) => name === indicator)
  const [input, encoder] = [model.inputs[index], model.encoders[index]]
  if (input === undefined || encoder === undefined) return indicator
  const label = input.label?.[language] ?? input.name.replaceAll('_', ' ')
  const found = encoder.levels.find(({ code }) => code === level)
  const said = found === undefined ? label : `${label}: ${levelWords({ input, encoder }, found, language)}`
  return said.length > 52 ? `${said.slice(0, 51).trimEnd()}…` : said
}

/** Why a made-up person scores as the model says: from the reference over each indicator to the score, in log-odds. */
export const contributionsFigure = (found: Contributions, model: Model, context: FigureContext): Figure => {
  const { language } = context
  const say = sayIn(context)
  const change = ({ difference }: Contribution): string => written(difference, CHANGE, language)
  const name = (part: Contribution): string => partWords(part, model, context)
  const reference = found.reference.name[language]
  const score = say('score of this person', 'score van deze persoon')
  const [start, end] = [found.reference.linearPredictor, found.linearPredictor]
  const waterfall: WaterfallMark = {
    kind: 'waterfall',
    name: say('raises the risk', 'verhoogt het risico'),
    unkeyed: true,
    colour: 'vermilion',
    falling: 'blue',
    start: { at: reference, value: start, label: written(start, LOG_ODDS, language) },
    changes: found.parts.map((part) => ({ at: name(part), change: part.difference, label: change(part) })),
    end: { at: score, value: end, label: written(end, LOG_ODDS, language) },
  }
  return {
    kind: 'figure',
    id: 'contributions',
    language,
    title: say('Why a made-up person scores as they do', 'Waarom een verzonnen persoon deze score krijgt'),
    subtitle: say(
      'From the reference to the score, in log-odds; exact, so no intervals. + raises the risk, − lowers it. The person is made up.',
      'Van de referentie naar de score, in log-odds; exact, dus zonder interval. + verhoogt het risico, − verlaagt het. De persoon is verzonnen.',
    ),
    alternative: `${say('From', 'Van')} ${reference} (${written(start, LOG_ODDS, language)}) ${say('to', 'naar')} ${written(end, LOG_ODDS, language)}: ${found.parts
      .map((part) => `${name(part)} ${change(part)}`)
      .join('; ')}.`,
    table: {
      columns: [
        { head: say('indicator', 'indicator'), align: 'left' },
        { head: say('log-odds', 'log-odds'), align: 'right' },
      ],
      rows: [
        [reference, written(start, LOG_ODDS, language)],
        ...found.parts.map((part) => [name(part), change(part)]),
        [score, written(end, LOG_ODDS, language)],
      ],
    },
    x: { title: 'log-odds', unit: 'log-odds', scale: 'linear', format: LOG_ODDS, show: [0] },
    y: {
      title: say('indicator', 'indicator'),
      unit: null,
      scale: 'category',
      format: TEXT,
      categories: [reference, ...found.parts.map(name), score],
    },
    marks: [waterfall],
    source: { study: model.name, data: model.lineage.data, synthetic: model.synthetic },
  }
}
