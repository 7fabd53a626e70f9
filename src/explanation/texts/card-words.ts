import type { Bilingual } from '../../../data-schemas/study.js'

const text = (nl: string, en: string): Bilingual => ({ nl, en })

/** Fixed texts of the card. */
export const CARD_WORDS = {
  how: text(
    'Begin met {base} punten. Tel bij elk gegeven de punten op of af. Minder punten is een grotere kans, en dus eerder een aanbod van hulp.',
    'Start with {base} points. Add or take off the points of each item. Fewer points mean a greater risk, and so an earlier offer of help.',
  ),
  start: text('Begin', 'Start'),
  level: text('gegeven', 'item'),
  points: text('punten', 'points'),
  perUnit: text('per eenheid', 'per unit'),
  total: text('Van punten naar kans', 'From points to risk'),
  lookup: text(
    'Kans bij een totaal aantal punten: zoek de rij en de kolom die samen het dichtst bij het totaal liggen',
    'Risk at a total of points: find the row and the column that together are nearest to the total',
  ),
  risk: text('kans', 'risk'),
  scale: text('Hoeveel telt elk gegeven?', 'How much does each item count?'),
  scaleTitle: text('Punten per gegeven en de kans bij elk totaal', 'Points per item and the risk at each total'),
  scaleText: text(
    'Elke lijn loopt van het laagste naar het hoogste aantal punten van een gegeven; elk streepje is een mogelijk antwoord. Links van nul verhoogt de kans, rechts verlaagt haar. Onderaan staat bij elk totaal de kans.',
    'Each line runs from the lowest to the highest points of an item; each tick is a possible answer. Left of zero raises the risk, right lowers it. At the bottom the risk is shown for each total.',
  ),
  formula: text(
    'Log-odds (vóór kalibratie) = ({offset} − punten) ÷ {factor}',
    'Log-odds (before calibration) = ({offset} − points) ÷ {factor}',
  ),
  rounding: text(
    'Punten zijn afgerond; de volgorde op de lijst komt uit het model zelf.',
    'Points are rounded; the order of the list comes from the model itself.',
  ),
  groups: text(
    'Welke waarden in een groep zitten, staat in de tekstversie van deze kaart.',
    'The text version of this card says which values are in a group.',
  ),
  synthetic: text(
    'Gemaakt met synthetische gegevens: geen persoon hierin bestaat.',
    'Made with synthetic data: no person in it exists.',
  ),
  draft: text('CONCEPT: een poort weigerde. Niet voor gebruik.', 'DRAFT: a gate refused. Not for use.'),
  model: text('model', 'model'),
} as const
