import type { Language } from '../../data-schemas/reasons.js'
import type { Card, CardIndicator } from './card.js'
import { CARD_WORDS } from './texts/card-words.js'

/** Points with their sign: "+16", "−58", "0". */
export const signed = (points: number, decimals = 0): string => {
  const size = Math.abs(points).toFixed(decimals)
  return points > 0 ? `+${size}` : points < 0 ? `−${size}` : size
}

/** A number to its last digit, with the decimal comma in Dutch. */
const decimal = (value: number, language: Language): string =>
  language === 'nl' ? String(value).replace('.', ',') : String(value)

/** A probability as a percentage with one decimal; the ends are said as they are: under 0.1% and over 99.9%. */
export const riskText = (probability: number, language: Language): string => {
  const percent = 100 * probability
  const [sign, shown] = percent < 0.05 ? ['<', 0.1] : percent >= 99.95 ? ['>', 99.9] : ['', percent]
  const text = shown.toFixed(1)
  return `${sign}${language === 'nl' ? text.replace('.', ',') : text}%`
}

/** The sentence with its places filled in. */
export const said = (key: keyof typeof CARD_WORDS, { language, base, offset, factor }: Card): string =>
  CARD_WORDS[key][language]
    .replace('{base}', String(base))
    .replace('{offset}', decimal(offset, language))
    .replace('{factor}', decimal(factor, language))

const rowLines = (card: Card, { rows, perUnit }: CardIndicator): readonly string[] => [
  ...(perUnit === null ? [] : [`  ${signed(perUnit, 4).padStart(8)}  ${said('perUnit', card)}`]),
  ...rows.flatMap(({ points, label, categories }) => [
    `  ${signed(points).padStart(8)}  ${label}`,
    ...(categories.length > 3 ? [`            ${categories.join(', ')}`] : []),
  ]),
]

/** The card as plain text: every level with its points, every category of a group, and the probability for each total. */
export const cardText = (card: Card): string => {
  const lines = [
    card.title,
    ...(card.purpose === null ? [] : [card.purpose]),
    ...(card.synthetic ? [said('synthetic', card)] : []),
    ...(card.draft ? [said('draft', card)] : []),
    '',
    said('how', card),
    '',
    `${said('start', card)}: ${card.base}`,
    ...card.indicators.flatMap((indicator) => [
      '',
      `${indicator.label} [${indicator.name}]${indicator.unit === null ? '' : ` (${indicator.unit})`}`,
      ...rowLines(card, indicator),
    ]),
    '',
    said('total', card),
    ...card.lookup.map(
      ({ points, probability }) => `  ${String(points).padStart(8)}  ${riskText(probability, card.language)}`,
    ),
    '',
    said('formula', card),
    said('rounding', card),
    `${said('model', card)} ${card.modelId}`,
  ]
  return `${lines.join('\n')}\n`
}
