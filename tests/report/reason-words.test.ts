import { describe, expect, it } from 'vitest'
import { parseStudy } from '../../src/contract/study.js'
import { guardWords } from '../../src/report/guard-words.js'
import { REASONS, reasonWords, spokenIn } from '../../src/report/reason-words.js'
import { builtInWords } from '../../src/report/sections/gates.js'
import { judgeControls } from '../../src/screening/negative-controls.js'
import { flatStudy } from '../support/small-flat.js'
import { isPassedOn, type WrittenReason, writtenGuards, writtenReasons } from '../support/written-reasons.js'

/** Where reasons are written that people read: every room and what tells of it. */
const TOLD = [
  'calibration',
  'challenger',
  'compare-runs.ts',
  'disclosure',
  'encoding',
  'exports',
  'fairness',
  'figures',
  'fit',
  'gates',
  'notebooks',
  'numeric',
  'panel',
  'ranking',
  'report',
  'rooms',
  'screening',
  'selection',
]

/** A side of a choice that no run can reach: there is no finding without its p. */
const NEVER = ['no proven gain given the others (p )']

/** What is written in a source, as a run could tell it: a reason that another one quotes, a text of the study, a value. */
const toldBy = ({ text }: Pick<WrittenReason, 'text'>): readonly string[] =>
  (text.includes('‹says›') ? SAYS : ['']).map((says) =>
    text
      .replace('‹says›', says)
      .replace(/‹[^›]*\.(?:because|reason)›/g, 'the list is empty')
      .replace(/‹own\.map\(\(\{ finding \}\) => finding\.text\)[^›]*›/g, 'all rows have the same encoded value')
      .replace(/‹parts\.join[^›]*›/g, '12 candidates are selected, not 11')
      .replace(/‹[^›]*›/g, 'x1'),
  )

const SAYS = writtenReasons(['screening/quality-lens.ts'], ['says']).map(({ text }) => text)

const unknown = (written: readonly WrittenReason[]): readonly string[] => [
  ...new Set(
    written
      .filter(
        (one) =>
          !isPassedOn(one) && !NEVER.includes(one.text) && toldBy(one).some((text) => reasonWords(text, 'nl') === null),
      )
      .map(({ text, where }) => `${where}: ${text}`),
  ),
]

/** Said by what the reading of the sources does not see: codes of errors, and words put together while running. */
const ELSEWHERE: readonly string[] = [
  'separation',
  'collinear',
  'not-converged',
  'a feature made of the outcome itself is not seen as too good: the guard does not work',
  '{measure} of "{name}" for the {how} outcome is {found} where {expected} is expected: something in the run knows the outcome, or errors ignore that rows belong to people',
]

const MAKERS = writtenReasons(TOLD, ['because', 'reason'])
const FINDINGS = writtenReasons(['screening'], ['text'])

describe('the reasons of results', () => {
  it('are found in the sources: of undefined values, of guards and gates, of steps of the panel', () => {
    const texts = MAKERS.map(({ text }) => text)
    for (const text of [
      'only one class is present',
      'no row has the outcome, or the list is empty',
      'nothing is selected',
      'an earlier offer of help touched the outcome',
      'the fit did not settle',
    ])
      expect(texts).toContain(text)
    expect(texts).toContain('fewer than ‹by.minimum› people behind the number')
    expect(texts.length).toBeGreaterThan(400)
  })

  it('are all told in Dutch too', () => {
    expect(unknown(MAKERS)).toEqual([])
  })

  it('are all told in Dutch where screening finds something', () => {
    expect(FINDINGS.length).toBeGreaterThan(20)
    expect(unknown(FINDINGS)).toEqual([])
  })

  it('are told in both languages, with the same values filled in, and each once', () => {
    const holes = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole)
    for (const [en, nl] of REASONS) {
      expect(
        holes(nl).filter((hole) => !holes(en).includes(hole)),
        en,
      ).toEqual([])
      expect(nl, en).not.toMatch(/\b(the|of the|with|which|than|fewer|people|because|has no|does not)\b/)
      expect(nl.trim(), en).not.toBe('')
      expect(nl, en).not.toBe(en)
    }
    expect(new Set(REASONS.map(([en]) => en)).size).toBe(REASONS.length)
  })

  it('are no longer in the table when nothing says them any more', () => {
    const said = [...MAKERS, ...FINDINGS].flatMap(toldBy)
    const pattern = (en: string): RegExp =>
      new RegExp(`(^|; |: )${en.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '.+')}($|; |\\. )`)
    expect(REASONS.map(([en]) => en).filter((en) => !said.some((text) => pattern(en).test(text)))).toEqual(ELSEWHERE)
  })

  it('keep the values of the English sentence, numbers as Dutch writes them', () => {
    expect(reasonWords('fewer than 10 people with the outcome on the list', 'nl')).toBe(
      'minder dan 10 mensen met de uitkomst op de lijst',
    )
    expect(reasonWords('recall at 0.1, lower bound is not within its bound', 'nl')).toBe(
      'mensen gevonden bij 0,1, ondergrens van het interval, ligt niet binnen de grens',
    )
    expect(reasonWords('recall is not there: fewer than 10 people behind the number', 'nl')).toBe(
      'mensen gevonden is er niet: achter het getal staan minder dan 10 mensen',
    )
    expect(reasonWords('recall: the lower bound -0.0123 is below 0', 'nl')).toBe(
      'recall: de ondergrens -0,0123 ligt onder 0',
    )
    expect(reasonWords('12.50% of the rows have no value; an opinion, not a registered fact', 'nl')).toBe(
      '12,50% van de rijen heeft geen waarde; een mening, geen geregistreerd feit',
    )
  })

  it('are told of controls that fail', () => {
    const shared = { measure: 'auc', name: 'months', standardError: 0.01 } as const
    const { failures } = judgeControls([
      { ...shared, control: 'placebo', expected: 0.5, found: { estimate: 0.7, lower: 0.6, upper: 0.8 }, p: 1e-9 },
      { ...shared, control: 'future', expected: 0.98, found: { estimate: 0.6, lower: 0.5, upper: 0.7 }, p: null },
    ])
    expect(failures).toHaveLength(2)
    expect(reasonWords(failures.join('; '), 'nl')).toBe(
      'auc van "months" voor de nagemaakte uitkomst is 0,700 waar 0,500 wordt verwacht: iets in de run kent de uitkomst, of de fouten tellen niet mee dat rijen bij mensen horen; een kenmerk gemaakt van de uitkomst zelf valt niet op als te goed: de bewaker werkt niet',
    )
  })

  it('say what the study says in Dutch where its author wrote both, and as it was written elsewhere', () => {
    const study = parseStudy(
      flatStudy({
        waivers: [
          {
            guard: 'reveals:region',
            author: 'A. Jansen',
            date: '2026-01-02',
            reason: { en: 'It is needed.', nl: 'Het is nodig.' },
          },
        ],
      }),
      'test',
    )
    const spoken = spokenIn(study)
    const sentence = 'nothing is selected. Explained by A. Jansen on 2026-01-02: It is needed.'
    expect(reasonWords(sentence, 'nl', spoken)).toBe(
      'er is niets gekozen. Verklaard door A. Jansen op 2026-01-02: “Het is nodig.”',
    )
    expect(reasonWords(sentence, 'nl')).toBe(
      'er is niets gekozen. Verklaard door A. Jansen op 2026-01-02: “It is needed.”',
    )
    expect(reasonWords(sentence, 'en', spoken)).toBe(sentence)
  })

  it('say a condition in words, and no more digits than are read', () => {
    const sentence = 'over-rules: the lower bound -0.02073663382114685 is below 0'
    expect(reasonWords(sentence, 'nl')).toBe('meer dan elke eenvoudige regel: de ondergrens -0,0207 ligt onder 0')
    expect(reasonWords(sentence, 'en')).toBe(sentence)
  })

  it('are not guessed at: a sentence of another version is not known in Dutch', () => {
    expect(reasonWords('the moon was in the way', 'nl')).toBeNull()
    expect(reasonWords('nothing is selected; the moon was in the way', 'nl')).toBeNull()
  })
})

describe('the guards and built-in gates', () => {
  const heads = new Set(
    writtenGuards(['gates', 'calibration', 'fairness', 'fit', 'ranking', 'rooms', 'screening', 'selection'])
      .map(({ text }) => text.split(':')[0] as string)
      .filter((head) => !head.startsWith('‹')),
  )

  it('are found in the sources', () => {
    for (const name of [
      'reveals',
      'shifted-quarter',
      'too-good-to-be-true',
      'shifted-period',
      'calibration-of-group',
      'converged',
    ])
      expect(heads).toContain(name)
    expect(heads.size).toBeGreaterThan(30)
  })

  it('each have words in both languages', () => {
    expect([...heads].filter((name) => (guardWords(name) ?? builtInWords(name)) === undefined)).toEqual([])
    for (const name of heads) {
      const words = guardWords(name) ?? builtInWords(name)
      expect(words?.nl).not.toBe('')
      expect(words?.nl).not.toBe(words?.en)
    }
  })
})
