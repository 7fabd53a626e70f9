/** For what an audit attribute was read, in Dutch; the English is the result's own. */
const DUTCH: Readonly<Record<string, string>> = {
  screening: 'screening',
  fairness: 'groepen',
  'calibration examination': 'onderzoek van de kalibratie',
  'selection examination': 'onderzoek van de keuze',
  'proxy test of the candidates': 'toets of kandidaten een kenmerk verraden',
  'observed to expected per group': 'waargenomen ÷ verwacht per groep',
  'gaps between groups on the lists of near-optimal sets':
    'verschillen tussen groepen op de lijsten van bijna-beste verzamelingen',
  'each step from the list to the outcome': 'elke stap van de lijst tot de uitkomst',
  'conditional demographic parity': 'aandelen op de lijst bij gelijke omstandigheden',
  'what-if with a cut per group': 'wat als elke groep een eigen grens had',
  'intervals that let the cut move': 'intervallen waarbij de grens mee beweegt',
  'groups among the tied under the tie rule': 'groepen onder gelijke scores bij de regel daarvoor',
  'group metrics at the real cut': 'maten per groep bij de echte grens',
  'pairwise tests of public audits': 'toetsen per paar zoals in openbare audits',
}

/** Who read an audit attribute and for what, in Dutch; undefined for a text that is not known. */
export const readingWords = (text: string): string | undefined => DUTCH[text]
