import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { reasons as reasonsSchema } from '../../data-schemas/reasons.js'
import { study as studySchema } from '../../data-schemas/study.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import { indicatorRules } from '../../src/explanation/indicator-rules.js'
import { dutchReadability, dutchSyllables, type Readability } from '../../src/explanation/readability.js'
import { allReasonTexts, reasonIssues, reasonsFor } from '../../src/explanation/reason-text.js'
import { GENERIC_FRAME } from '../../src/explanation/texts/generic.js'
import { MAATWERKSCAN_REASONS } from '../../src/explanation/texts/maatwerkscan.js'
import { type TopReasons, topReasons } from '../../src/explanation/top-reasons.js'
import { LONGEST_REASON, wordingProblems } from '../../src/explanation/wording.js'
import { levelled, nineModel, partsOf, straight } from '../support/model.js'
import { SOMEBODY, welfareModel, welfareStudy } from './welfare-model.js'

const model = welfareModel()
const rules = indicatorRules(welfareStudy())
const give = (row: object, more: Partial<Parameters<typeof topReasons>[2]> = {}): TopReasons => {
  const found = topReasons(model, row as never, { language: 'nl', count: 3, rules, ...more })
  if (found.kind !== 'reasons') throw new Error(found.kind)
  return found
}

describe('reason texts', () => {
  it('are well formed, and in both languages for the same levels', () => {
    expect(reasonsSchema.safeParse(MAATWERKSCAN_REASONS).success).toBe(true)
    expect(MAATWERKSCAN_REASONS.indicators.map(({ candidate }) => candidate)).toEqual(
      model.inputs.map(({ name }) => name),
    )
  })

  it.each(['nl', 'en'] as const)('say nothing that is too long, blames or judges (%s)', (language) => {
    const texts = [
      ...allReasonTexts(model, language).map(({ text }) => text),
      ...allReasonTexts({ ...model, name: 'another-study' }, language).map(({ text }) => text),
      ...allReasonTexts(nineModel(), language).map(({ text }) => text),
      ...MAATWERKSCAN_REASONS.indicators.flatMap(({ texts: own }) =>
        Object.values(own).map((text) => text[language].replaceAll(/\{\w+\}/g, '99999')),
      ),
      MAATWERKSCAN_REASONS.opening[language],
      MAATWERKSCAN_REASONS.closing[language],
      GENERIC_FRAME.opening[language],
      GENERIC_FRAME.closing[language],
    ]
    expect(texts.length).toBeGreaterThan(150)
    for (const text of texts) expect([text, wordingProblems(text, language)]).toEqual([text, []])
    expect(reasonIssues(model)).toEqual([])
  })

  it('differ for each level of an indicator, except where only the side of the average is told', () => {
    for (const language of ['nl', 'en'] as const) {
      const texts = allReasonTexts(model, language).filter(({ indicator }) => indicator !== 'municipality')
      for (const { indicator, level, text } of texts) {
        const same = texts.filter((other) => other.indicator === indicator && other.text === text)
        expect([indicator, level, same.length]).toEqual([indicator, level, 1])
      }
    }
  })

  it('of the nine read as plain Dutch: at most 12 words a sentence on average, Flesch-Douma at least 60', () => {
    const texts = [...new Set(allReasonTexts(model, 'nl').map(({ text }) => text))]
    const all = dutchReadability(
      [...texts, MAATWERKSCAN_REASONS.opening.nl, MAATWERKSCAN_REASONS.closing.nl].join(' '),
    ) as Readability
    expect(all.wordsPerSentence).toBeLessThanOrEqual(12)
    expect(all.fleschDouma).toBeGreaterThanOrEqual(60)
    for (const text of texts) {
      const one = dutchReadability(text) as Readability
      expect([text, one.sentences === 1 && one.words <= 15 && one.fleschDouma >= 50]).toEqual([text, true])
    }
  })

  it('round an edge outward, so that the sentence stays true', () => {
    const texts = allReasonTexts(model, 'nl').filter(({ indicator }) => indicator === 'ww_amount')
    expect(texts[1]?.text).toBe('Uw WW is tussen 370 en 765 euro bruto per maand.')
    expect(texts[9]?.text).toBe('Uw WW is 3063 euro bruto per maand of meer.')
  })

  it('keep missing, not applicable, special and unseen apart', () => {
    for (const language of ['nl', 'en'] as const) {
      const states = allReasonTexts(nineModel(), language).filter(
        ({ text, indicator }) => ['amount', 'supplement', 'municipality'].includes(indicator) && !/”: /.test(text),
      )
      expect(new Set(states.map(({ text }) => text)).size).toBe(states.length)
      expect(states.length).toBe(5)
    }
  })

  it('cut a label or a list that is too long, and never the sentence', () => {
    const made = levelled('x', { type: 'category' }, { kind: 'groups', groups: [['a'.repeat(300)], ['b']] })
    const long = { ...made, input: { ...made.input, label: { nl: 'heel '.repeat(60), en: 'very '.repeat(60) } } }
    for (const language of ['nl', 'en'] as const)
      for (const { text } of allReasonTexts(freezeModel(partsOf([long])), language)) {
        expect([...text].length).toBeLessThanOrEqual(LONGEST_REASON)
        expect(text.endsWith('.')).toBe(true)
      }
  })

  it('report a label that brings a forbidden word in', () => {
    const made = levelled('x', { type: 'boolean' }, { kind: 'intervals', edges: [0.5] })
    const bad = freezeModel(
      partsOf([{ ...made, input: { ...made.input, label: { nl: 'fraudescore', en: 'fraud score' } } }]),
    )
    const found = reasonIssues(bad)
    expect(new Set(found.map(({ rule }) => rule))).toEqual(new Set(['reason-forbidden-word']))
    expect(found.some(({ found: what }) => what.startsWith('score*'))).toBe(true)
  })
})

describe('the list of forbidden words', () => {
  it.each([
    ['nl', 'Dit is een verdachte situatie', 'verdacht*'],
    ['nl', 'Een RISICOBURGER', 'risicoburger*'],
    ['nl', 'u  bent kwetsbaar', 'u bent'],
    ['en', 'this Case is closed', 'case'],
    ['en', 'Suspected of', 'suspect*'],
  ] as const)('finds (%s) "%s"', (language, text, word) => {
    expect(wordingProblems(text, language)).toContainEqual({ rule: 'forbidden-word', found: word })
  })

  it.each([
    ['nl', 'luisteren naar u, afspraak'],
    ['en', 'because it is in the bookcase, the same showcased thing'],
  ] as const)('leaves ordinary words alone (%s)', (language, text) => {
    expect(wordingProblems(text, language)).toEqual([])
  })

  it('finds a place that was not filled in, and a text of 121 characters', () => {
    expect(wordingProblems('Nog {high} maanden', 'nl')).toEqual([{ rule: 'not-filled-in', found: '{high}' }])
    expect(wordingProblems('x'.repeat(120), 'nl')).toEqual([])
    expect(wordingProblems('x'.repeat(121), 'nl')).toEqual([{ rule: 'too-long', found: '121 characters' }])
  })
})

describe('Flesch-Douma', () => {
  it.each([
    ['maand', 1],
    ['uitkering', 3],
    ['gemeente', 3],
    ['inkomen', 3],
    ['bijstand', 2],
    ['eerder', 2],
    ['toeslag', 2],
    ['geïnd', 2],
    ['financiële', 5],
    ['nieuwe', 2],
    ['leeuw', 1],
    ['WW', 1],
    ['12', 1],
    ['fraaie', 2],
  ] as const)('counts the syllables of "%s"', (word, count) => {
    expect(dutchSyllables(word)).toBe(count)
  })

  it('is the published formula', () => {
    const { sentences, words, syllables, fleschDouma } = dutchReadability(
      'De kat zit op de mat. Hij slaapt.',
    ) as Readability
    expect([sentences, words, syllables]).toEqual([2, 8, 8])
    expect(fleschDouma).toBeCloseTo(206.84 - 0.77 * 100 - 0.93 * 4, 10)
    expect(dutchReadability('… !')).toEqual({ kind: 'undefined', because: 'the text has no words' })
  })
})

describe('the reasons of a person', () => {
  it('name what raises the risk most, in words of the study, and end with a choice', () => {
    expect(give(SOMEBODY)).toMatchObject({
      opening: 'Wij bieden u hulp aan, voordat uw WW stopt. Dit weten wij.',
      reasons: [
        { indicator: 'prior_bijstand', text: 'U kreeg al eens bijstand.' },
        { indicator: 'age_first_ww_day', text: 'U was 55 tot en met 57 jaar toen uw WW begon.' },
        { indicator: 'ww_months_left', text: 'U krijgt nog 2 maanden WW.' },
      ],
      withheld: 0,
    })
    expect(give(SOMEBODY, { language: 'en', count: 1 }).reasons[0]?.text).toBe('You had welfare (bijstand) before.')
    expect(give(SOMEBODY, { count: 0 }).reasons).toEqual([])
  })

  it('never name what lowers the risk', () => {
    const quiet = { ...SOMEBODY, prior_bijstand: false, tw_supplement: false, ww_months_left: 24 }
    const names = give(quiet, { count: 20 }).reasons.map(({ indicator }) => indicator)
    for (const name of ['prior_bijstand', 'tw_supplement', 'ww_months_left']) expect(names).not.toContain(name)
    expect(give(quiet, { count: 20 }).reasons.every(({ difference }) => difference > 0)).toBe(true)
  })

  it('never name a protected ground that the study did not answer, but say that something is left out', () => {
    const found = give(SOMEBODY, { rules: indicatorRules(welfareStudy({ answered: false })), count: 20 })
    expect(found.reasons.map(({ indicator }) => indicator)).not.toContain('age_first_ww_day')
    expect(found.withheld).toBe(1)
  })

  it('name nothing without rules: silence is the default', () => {
    expect(give(SOMEBODY, { rules: [] }).reasons).toEqual([])
  })

  it('refuse a row that the model refuses, without its value', () => {
    const found = topReasons(model, { ...SOMEBODY, ww_months_left: 99 }, { language: 'nl', count: 3, rules })
    expect(found).toEqual({ kind: 'refused', problems: [{ input: 'ww_months_left', rule: 'out-of-range' }] })
  })

  it('serve a model with numbers once a reference is given', () => {
    const linear = freezeModel(partsOf([straight('hours', { type: 'number' }, -0.4)]))
    const options = {
      language: 'en',
      count: 3,
      rules: [{ name: 'hours', shown: true, protectedBy: null, changeable: null }],
    } as const
    expect(topReasons(linear, { hours: 3 }, options).kind).toBe('undefined')
    const reference = {
      kind: 'reference',
      name: { nl: 'x', en: 'x' },
      contributions: [-4],
      linearPredictor: -6,
    } as const
    expect(topReasons(linear, { hours: 3 }, { ...options, reference })).toMatchObject({
      reasons: [{ indicator: 'hours', level: null, text: 'Our records say for “hours”: below average.' }],
    })
  })
})

describe('what a study allows to be said', () => {
  it('follows its declarations: special categories and audit columns never, protected grounds when answered', () => {
    const path = new URL('../../data-schemas/studies/maatwerkscan.study.json', import.meta.url)
    const parsed = studySchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    const found = new Map(indicatorRules(parsed).map((rule) => [rule.name, rule]))
    expect(found.get('age_first_ww_day')).toMatchObject({ shown: true, protectedBy: 'age', changeable: null })
    expect(found.get('sex')).toMatchObject({ shown: false, changeable: null })
    for (const { name, specialCategory } of parsed.candidates)
      if (specialCategory !== false) expect(found.get(name)?.shown).toBe(false)
    expect(reasonsFor('maatwerkscan')).toBe(MAATWERKSCAN_REASONS)
  })

  it('an answer to all lenses does not open a special category, and nothing protected is changeable', () => {
    const base = welfareStudy()
    const changeable = { direction: 'any', reason: { nl: 'zo', en: 'so' } } as const
    const candidates = base.candidates.map((one) =>
      one.name === 'side_income'
        ? { ...one, specialCategory: 'health' }
        : one.name === 'age_first_ww_day'
          ? { ...one, changes: 'weekly' as const, changeable }
          : one,
    )
    const overrides = base.screening.overrides.map((one) => ({
      ...one,
      candidate: 'side_income',
      lens: 'all' as const,
    }))
    const found = indicatorRules({ candidates, screening: { ...base.screening, overrides } })
    expect(found.find(({ name }) => name === 'side_income')).toMatchObject({ shown: false, changeable: null })
    expect(found.find(({ name }) => name === 'age_first_ww_day')).toMatchObject({ shown: false, changeable: null })
    expect(
      indicatorRules(base)
        .filter((rule) => rule.changeable !== null)
        .map(({ name }) => name),
    ).toEqual(['side_income'])
  })
})
