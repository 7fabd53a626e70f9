import type { StudyInput } from '../../data-schemas/study.js'
import { type Cells, csvText, flatRows, flatStudy, SURNAME } from '../support/small-flat.js'

/** A command line on a flat table that must be refused. */
export interface BadFlat {
  readonly name: string
  /** Study in place of the good one; a text is written as it is. */
  readonly study?: unknown
  /** Table in place of the good one; null: no file at all. */
  readonly table?: readonly Cells[] | string | Uint8Array | null
  readonly file?: string
  readonly exit: 1 | 2
  /** Rule or code that the message names. */
  readonly rule: string
  /** Words of the message: what is wrong and what to do. */
  readonly says: readonly string[]
  /** Values of people, planted in the data, that nothing may repeat. */
  readonly planted?: readonly string[]
}

const changed = (change: (row: Cells, index: number) => Cells | undefined, rows = flatRows()): readonly Cells[] =>
  rows.map((row, index) => ({ ...row, ...change(row, index) }))

const firsts = (count: number, cells: Cells): readonly Cells[] =>
  changed((_, index) => (index < count ? cells : undefined))

const [age, months, amount, single] = flatStudy().candidates as [
  StudyInput['candidates'][number],
  StudyInput['candidates'][number],
  StudyInput['candidates'][number],
  StudyInput['candidates'][number],
]
const without = (candidate: typeof age, key: keyof typeof age): typeof age => {
  const { [key]: _, ...rest } = candidate
  return rest as typeof age
}

/** Nine digits that pass the eleven-test. */
const bsn = (i: number): string => {
  const digits = String(10_000_000 + i * 137).padStart(8, '0')
  const sum = [...digits].reduce((total, digit, at) => total + (9 - at) * Number(digit), 0) % 11
  return sum === 10 ? bsn(i + 5000) : `${digits}${sum}`
}

const dated = (format: (i: number) => string): readonly Cells[] => changed((_, i) => ({ since: format(i) }))
const isoDay = (i: number): string => `2021-0${1 + (i % 9)}-1${i % 9}`
const dutchDay = (i: number): string => `1${i % 9}-0${1 + (i % 9)}-2021`
const since = { name: 'since', type: 'date', encoding: 'woe', legalBasis: 'Invented.' } as const

const text = csvText(flatRows())

/** Data files that cannot be read. */
const files: readonly BadFlat[] = [
  { name: 'a data file that is missing', table: null, exit: 2, rule: 'missing-file', says: ['Check the path'] },
  { name: 'an empty data file', table: '', exit: 2, rule: 'empty-file', says: ['0 bytes', 'Deliver the file again'] },
  {
    name: 'a file of white space',
    table: ' \n\n',
    exit: 2,
    rule: 'empty-file',
    says: ['white space only', 'Deliver the file again'],
  },
  {
    name: 'a header without rows',
    table: `${text.split('\n')[0]}\n`,
    exit: 2,
    rule: 'no-rows',
    says: ['rows under the header', 'Deliver the file again'],
  },
  {
    name: 'rows without a header',
    table: text.slice(text.indexOf('\n') + 1),
    exit: 2,
    rule: 'missing-header',
    says: ['Add the header'],
  },
  {
    name: 'another delimiter than the study says',
    table: csvText(flatRows(), ';'),
    exit: 2,
    rule: 'wrong-delimiter',
    says: ['semicolon', '"csv": {"delimiter": ";"}'],
  },
  {
    name: 'a header that names a column twice',
    table: text.replace('months', 'age'),
    exit: 2,
    rule: 'duplicate-header',
    says: ['"age" more than once', 'Rename or remove one'],
  },
  {
    name: 'rows with a field too many',
    table: text.replaceAll(/^(SECRET-0000\d,.*)$/gm, '$1,7741.9'),
    exit: 2,
    rule: 'ragged-row',
    says: ['10 of 400 rows', 'Check the delimiter'],
    planted: ['7741.9'],
  },
  {
    name: 'a quote that never closes',
    table: text.replace('SECRET-00007,', 'SECRET-00007,"'),
    exit: 2,
    rule: 'broken-quotes',
    says: ['Check the delimiter'],
  },
  {
    name: 'bytes that are not UTF-8',
    table: Buffer.from(text.replace(SURNAME, `${SURNAME}é`), 'latin1'),
    exit: 2,
    rule: 'not-utf8',
    says: ['offset', 'Save the file as UTF-8'],
  },
  {
    name: 'a file in UTF-16',
    table: Buffer.from(`\ufeff${text}`, 'utf16le'),
    exit: 2,
    rule: 'not-utf8',
    says: ['It may be UTF-16'],
  },
  {
    name: 'a CSV file that is called .parquet',
    table: text,
    file: 'data.parquet',
    exit: 2,
    rule: 'not-parquet',
    says: ['Rename it or deliver it again'],
  },
]

/** Tables whose values break the contract. */
const values: readonly BadFlat[] = [
  {
    name: 'a column that the study names and the file does not have',
    table: text.replace('months', 'month'),
    exit: 2,
    rule: 'missing-column',
    says: ['a column "months"', 'Did you mean "month"?'],
  },
  {
    name: 'one outcome class only',
    table: changed(() => ({ outcome: 'no' })),
    exit: 2,
    rule: 'one-outcome-class',
    says: ['none of the positive values', 'Check "outcome" in the study'],
  },
  {
    name: 'a positive value that does not occur',
    study: flatStudy({ outcome: { kind: 'column', column: 'outcome', positive: ['Yes!'] } }),
    exit: 2,
    rule: 'one-outcome-class',
    says: ['Check "outcome" in the study'],
  },
  {
    name: 'fewer events than candidates',
    table: changed(({ outcome }, i) => ({ outcome: i < 6 ? String(outcome) : 'no' })),
    exit: 2,
    rule: 'fewer-events-than-candidates',
    says: ['(4)', 'study fewer candidates'],
  },
  {
    name: 'a candidate without any value',
    table: changed(() => ({ amount: '' })),
    exit: 2,
    rule: 'all-missing',
    says: ['flat.amount', 'remove it from the study'],
  },
  {
    name: 'NaN among the numbers',
    table: firsts(12, { amount: 'NaN' }),
    exit: 2,
    rule: 'not-finite',
    says: ['flat.amount', '12 of 400 rows', 'an empty cell'],
  },
  {
    name: 'infinity among the numbers',
    table: firsts(12, { amount: '-Infinity' }),
    exit: 2,
    rule: 'not-finite',
    says: ['flat.amount', 'NaN or infinity'],
  },
  {
    name: 'a number of 1e308',
    table: firsts(12, { amount: '1e308' }),
    study: flatStudy({ candidates: [age, months, without(amount, 'max'), single] }),
    exit: 2,
    rule: 'implausible-magnitude',
    says: ['±1e15', 'overflow'],
    planted: ['1e308', '1e+308'],
  },
  {
    name: 'negative months',
    table: firsts(12, { months: '-91' }),
    exit: 2,
    rule: 'negative',
    says: ['flat.months', '12 of 400 rows', '0 to 24', 'under "codes"'],
    planted: ['-91'],
  },
  {
    name: 'one person outside the range, too few to count aloud',
    table: firsts(1, { age: '971553' }),
    exit: 2,
    rule: 'out-of-range',
    says: ['18 to 66', 'a few rows', 'Correct the source'],
    planted: ['971553'],
  },
  {
    name: 'a number with a fraction in whole months',
    table: firsts(12, { months: '3.4177' }),
    exit: 2,
    rule: 'not-an-integer',
    says: ['Declare the type "number"'],
    planted: ['3.4177'],
  },
  {
    name: 'a decimal comma where the study says a point',
    table: changed(({ amount: euros }) => ({ amount: String(euros).replace('.', ',') })),
    exit: 2,
    rule: 'decimal-comma',
    says: ['400 of 400 rows', 'Set "decimal" in the study'],
  },
  {
    name: 'a text among the numbers',
    table: firsts(12, { amount: 'Jansen-Zwartsluis' }),
    exit: 2,
    rule: 'not-a-number',
    says: ['another text', '"nullValues"'],
    planted: ['Zwartsluis'],
  },
  {
    name: 'dates written in two ways',
    table: dated((i) => (i % 2 === 0 ? isoDay(i) : dutchDay(i))),
    study: flatStudy({ candidates: [age, months, amount, since] }),
    exit: 2,
    rule: 'mixed-date-formats',
    says: ['200 of 400 rows', 'Deliver one format'],
    planted: ['-2021', '2021-'],
  },
  {
    name: 'a date that does not exist',
    table: dated((i) => (i < 20 ? '2021-02-30' : isoDay(i))),
    study: flatStudy({ candidates: [age, months, amount, since] }),
    exit: 2,
    rule: 'not-a-date',
    says: ['yyyy-mm-dd', 'Correct the source'],
    planted: ['2021-02-30'],
  },
  {
    name: 'a column of citizen service numbers',
    table: changed((_, i) => ({ nummer: bsn(i) })),
    exit: 2,
    rule: 'bsn-like',
    says: ['flat.nummer', 'Pseudonymise'],
    planted: [bsn(0), bsn(77)],
  },
  {
    name: 'a person twice in one week',
    table: [
      ...changed(() => ({ week: '2021-01-04' })),
      ...changed((_, i) => ({ week: i < 15 ? '2021-01-04' : '2021-01-11' })),
    ],
    study: flatStudy({ key: { person: 'id', time: 'week' } }),
    exit: 2,
    rule: 'duplicate-key',
    says: ['of 800 rows'],
  },
  {
    name: 'rows without an outcome',
    table: firsts(30, { outcome: '' }),
    exit: 2,
    rule: 'missing-not-allowed',
    says: ['flat.outcome', '30 of 400 rows', 'Deliver the values'],
  },
]

const four = { size: 4, nearOptimal: 0 } as const

/** Data that are sound and still do not make a model. */
const learning: readonly BadFlat[] = [
  {
    name: 'a constant candidate where all candidates are needed',
    table: changed(() => ({ single: '1' })),
    study: flatStudy({ selection: four }),
    exit: 2,
    rule: 'too-few-candidates',
    says: ['found 3', 'lower "selection.size"', 'dropped-by-screening in single', 'screening.overrides'],
  },
  {
    name: 'a constant number that enters as it is',
    table: changed(() => ({ age: '33' })),
    study: flatStudy({ selection: four }),
    exit: 2,
    rule: 'too-few-candidates',
    says: ['dropped-by-screening in age'],
  },
  {
    name: 'a number that enters as it is, is missing for some, and cannot be done without',
    table: firsts(30, { amount: '' }),
    study: flatStudy({ selection: four }),
    exit: 2,
    rule: 'too-few-candidates',
    says: ['dropped-by-screening in amount', 'linear-with-missing'],
  },
  {
    name: 'a yes or no that tells the outcome',
    table: changed(({ outcome }) => ({ single: outcome === 'yes' ? '1' : '0' })),
    study: flatStudy({ selection: four }),
    exit: 2,
    rule: 'too-good-to-be-true',
    says: ['in single', 'AUC 1.000', 'known only afterwards', 'waive the guard'],
  },
  {
    name: 'a number that tells the outcome',
    table: changed(({ outcome }, i) => ({ amount: outcome === 'yes' ? `${5000 + (i % 37)}` : `${100 + (i % 53)}` })),
    study: flatStudy({ selection: four }),
    exit: 2,
    rule: 'too-good-to-be-true',
    says: ['in amount', 'AUC 1.000', 'known only afterwards', 'screening.overrides'],
  },
  {
    name: 'two numbers that together predict the outcome perfectly (separation)',
    table: changed(({ age: years, amount: euros }) => ({
      outcome: 60 * Number(years) - Number(euros) > 1000 ? 'yes' : 'no',
    })),
    exit: 2,
    rule: 'separation',
    says: ['age', 'amount'],
  },
  {
    name: 'a candidate twice under two names',
    table: changed(({ age: years }) => ({ years: String(years) })),
    study: flatStudy({ candidates: [age, { ...age, name: 'years' }, months], selection: { size: 3 } }),
    exit: 2,
    rule: 'too-few-candidates',
    says: ['years', 'age'],
  },
  {
    name: 'candidates without a legal basis, so that too few are left',
    study: flatStudy({
      candidates: [without(age, 'legalBasis'), without(months, 'legalBasis'), amount, single],
      selection: { size: 3 },
    }),
    exit: 2,
    rule: 'too-few-candidates',
    says: ['found 2', 'dropped-by-screening in age', 'dropped-by-screening in months', 'legal basis'],
  },
  {
    name: 'no candidate that screening keeps',
    study: flatStudy({ candidates: [age, months].map((one) => without(one, 'legalBasis')), selection: { size: 1 } }),
    exit: 2,
    rule: 'too-few-candidates',
    says: ['found 0', 'legal basis'],
  },
  {
    name: 'a split that leaves no test side',
    study: flatStudy({ split: { kind: 'none' } }),
    exit: 2,
    rule: 'no-test-rows',
    says: ['declare a split'],
  },
  {
    name: 'a split by a column without one row on the test side',
    table: changed(() => ({ side: 'a' })),
    study: flatStudy({ split: { kind: 'column', column: 'side', train: ['a'], test: ['b'] } }),
    exit: 2,
    rule: 'no-test-rows',
    says: ['person-hash'],
  },
]

/** Studies that are refused before any data are read. */
const studies: readonly BadFlat[] = [
  {
    name: 'a study that is not JSON',
    study: '{\n "name": "x",\n "seed": 1,,\n}',
    exit: 2,
    rule: 'not-json',
    says: ['line 3, column 12', 'superfluous comma'],
  },
  {
    name: 'a study file that is missing',
    study: null,
    exit: 2,
    rule: 'missing-file',
    says: ['a study file', 'Check the path'],
  },
  { name: 'an empty study', study: '', exit: 2, rule: 'empty-file', says: ['maatwerkscan init'] },
  {
    name: 'an unknown key in the study',
    study: { ...flatStudy(), evaluations: {} },
    exit: 2,
    rule: 'unknown-key',
    says: ['Did you mean "evaluation"?'],
  },
  {
    name: 'an unknown key of a candidate',
    study: { ...flatStudy(), candidates: [{ ...age, legalBassis: 'x' }] },
    exit: 2,
    rule: 'unknown-key',
    says: ['candidates[0].legalBassis', 'Did you mean "legalBasis"?'],
  },
  {
    name: 'a list of nobody (k = 0)',
    study: flatStudy({ evaluation: { k: [0] } }),
    exit: 2,
    rule: 'study-schema',
    says: ['evaluation.k[0]', 'above 0', 'Raise it'],
  },
  {
    name: 'a list of more than everybody (k > 1)',
    study: flatStudy({ evaluation: { k: [0.1, 20] } }),
    exit: 2,
    rule: 'study-schema',
    says: ['evaluation.k[1]', 'at most 1', 'Lower it'],
  },
  {
    name: 'size 9 of 4 candidates',
    study: flatStudy({ selection: { size: 9 } }),
    exit: 2,
    rule: 'size-over-candidates',
    says: ['size 9 of 4 candidates', 'Lower the size'],
  },
  {
    name: 'a protected attribute named as candidate',
    table: changed((_, i) => ({ sex: i % 2 === 0 ? 'man' : 'woman' })),
    study: flatStudy({
      audit: [{ name: 'sex', column: 'sex' }],
      candidates: [age, months, { name: 'sex', type: 'category', legalBasis: 'Invented.' }],
    }),
    exit: 2,
    rule: 'protected-attribute-as-candidate',
    says: ['"protectedGround"', 'Remove it from the candidates'],
  },
  {
    name: 'the outcome named as candidate',
    study: flatStudy({ candidates: [age, months, { name: 'outcome', type: 'category', legalBasis: 'Invented.' }] }),
    exit: 2,
    rule: 'outcome-as-candidate',
    says: ['Remove the candidate'],
  },
  {
    name: 'a candidate that must be kept and does not exist',
    study: flatStudy({ selection: { size: 2, keep: ['ages'] } }),
    exit: 2,
    rule: 'unknown-candidate',
    says: ['Did you mean "age"?'],
  },
]

/** Bad inputs on a flat table: more than the issue asks for. */
export const BAD_FLAT: readonly BadFlat[] = [...files, ...values, ...learning, ...studies]
