import type { EncodedCandidate, EncodingResult } from '../../data-schemas/results/encoding.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { candidateLabel, capital, type FigureContext, type Say, sayIn, slug, sourceOf, tooFew } from './context.js'
import type { Figure, Mark } from './figure.js'
import { COUNT, numbers, percents, TEXT, written } from './format.js'
import { levelWords } from './level-words.js'

type Level = EncodedCandidate['levels'][number]

const shapeWords = ({ monotone, direction }: EncodedCandidate, say: Say): string => {
  if (monotone === null) return say('categories without an order', 'categorieën zonder volgorde')
  if (!monotone) return say('risk neither rises nor falls throughout', 'het risico stijgt of daalt niet overal')
  const words = {
    increasing: say('risk rises from step to step', 'het risico stijgt van stap tot stap'),
    decreasing: say('risk falls from step to step', 'het risico daalt van stap tot stap'),
    none: say('one step', 'één stap'),
  }
  return words[direction]
}

const marksOf = (levels: readonly Level[], ordered: boolean, context: FigureContext): readonly Mark[] => {
  const say = sayIn(context)
  const name = (level: Level): string => levelWords(level, context)
  const shown = levels.filter((level): level is Level & { rate: number } => level.rate !== null)
  const bar = (level: Level & { rate: number }) => ({
    at: name(level),
    from: 0,
    to: level.rate,
    label: `${written(level.rate, percents(1), context.language)} · ${written(level.rows ?? 0, COUNT, context.language)}`,
  })
  const bins = shown.filter(({ kind }) => kind === 'bin')
  const rate = say('event rate · rows', 'aandeel met de uitkomst · rijen')
  return [
    {
      kind: 'bars',
      name: rate,
      colour: 'sky',
      along: 'x',
      thickness: ordered ? 1 : 0.6,
      pale: true,
      bars: bins.map(bar),
    },
    {
      kind: 'bars',
      name: say('no value or special', 'geen waarde of bijzonder'),
      colour: 'grey',
      along: 'x',
      pale: true,
      thickness: 0.6,
      bars: shown.filter(({ kind }) => kind !== 'bin').map(bar),
    },
    ...(ordered
      ? [
          {
            kind: 'steps',
            name: say('steps', 'stappen'),
            unkeyed: true,
            colour: 'blue',
            points: bins.map((level) => ({ x: level.rate, y: name(level) })),
          } as const,
        ]
      : []),
    ...levels
      .filter(({ rate: found }) => found === null)
      .map((level) => ({ kind: 'note', x: 0, y: name(level), text: tooFew(say) }) as const),
  ]
}

const alternative = (candidate: EncodedCandidate, context: FigureContext): string => {
  const say = sayIn(context)
  const parts = candidate.levels.map((level) =>
    level.rate === null
      ? `${levelWords(level, context)}: ${tooFew(say)}`
      : `${levelWords(level, context)}: ${written(level.rate, percents(1), context.language)}`,
  )
  return `${say('Event rate per level', 'Aandeel met de uitkomst per niveau')}: ${parts.join('; ')}. ${shapeWords(candidate, say)}.`
}

/** Levels of one candidate with their event rates on the training side. Undefined for a candidate without an encoder. */
export const binsFigure = (result: EncodingResult, name: string, context: FigureContext): Figure | Undefined => {
  const candidate = result.candidates.find((one) => one.name === name)
  if (candidate === undefined) return undefinedBecause(`${name} has no encoder`)
  const say = sayIn(context)
  const label = candidateLabel(name, context)
  const shown = candidate.levels.filter(({ kind, rows }) => kind === 'bin' || rows !== 0)
  const right = (en: string, nl: string): { readonly head: string; readonly align: 'right' } => ({
    head: say(en, nl),
    align: 'right',
  })
  const cell = (value: number | null, decimals: number): string =>
    value === null ? tooFew(say) : written(value, decimals === 0 ? COUNT : numbers(decimals), context.language)
  return {
    kind: 'figure',
    id: `bins-${slug(name)}`,
    language: context.language,
    title: `${capital(label)}: ${shapeWords(candidate, say)}`,
    subtitle: say(
      'Share of rows with the outcome per level, training side; the number of rows stands beside it. The result holds no intervals for levels.',
      'Aandeel rijen met de uitkomst per niveau, trainkant; ernaast het aantal rijen. Het resultaat geeft voor niveaus geen intervallen.',
    ),
    alternative: alternative({ ...candidate, levels: shown }, context),
    table: {
      columns: [
        { head: say('level', 'niveau'), align: 'left' },
        right('rows', 'rijen'),
        right('people', 'mensen'),
        right('event rate', 'aandeel met de uitkomst'),
        right('weight of evidence', 'bewijskracht (WoE)'),
      ],
      rows: candidate.levels.map((level) => [
        levelWords(level, context),
        cell(level.rows, 0),
        cell(level.people, 0),
        level.rate === null ? tooFew(say) : written(level.rate, percents(2), context.language),
        cell(level.woe, 3),
      ]),
    },
    x: {
      title: say('event rate (% of rows)', 'aandeel met de uitkomst (% van de rijen)'),
      unit: '%',
      scale: 'linear',
      format: percents(0),
      show: [0],
    },
    y: {
      title: say('level', 'niveau'),
      unit: null,
      scale: 'category',
      format: TEXT,
      categories: shown.map((level) => levelWords(level, context)),
    },
    marks: marksOf(shown, candidate.monotone !== null, context).filter(
      (mark) => mark.kind !== 'bars' || mark.bars.length > 0,
    ),
    source: sourceOf(result),
  }
}
