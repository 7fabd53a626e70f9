import { createHash } from 'node:crypto'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimsOf } from '../../src/dossier/claims.js'
import { dossierHtml } from '../../src/dossier/dossier-html.js'
import { refuseLiterals, unboundNumbers } from '../../src/dossier/literals.js'
import { SECTIONS } from '../../src/dossier/section.js'
import { type DossierInput, sourcesOf } from '../../src/dossier/sources.js'
import { tellerOf } from '../../src/dossier/teller.js'
import { trace } from '../../src/dossier/trace.js'
import { readRun } from '../../src/run-folder-reader.js'
import { cli, scratch } from '../support/command-line.js'
import { flatRows, flatStudy, writeStudy, writeTable } from '../support/small-flat.js'
import { parsed, type Seen } from './parsed.js'
import { filesOf, flagship } from './rest-of-run.js'

const sha256 = (text: string, encoding: 'hex' | 'base64' = 'hex'): string =>
  createHash('sha256').update(text).digest(encoding)
const NL = dossierHtml(flagship, { language: 'nl' })
const EN = dossierHtml(flagship, { language: 'en' })
const PAGE = parsed(NL.html)

const languageOf = ({ around, attributes }: Seen): string | undefined =>
  attributes['data-of'] ?? around.find((one) => one.attributes['data-of'] !== undefined)?.attributes['data-of']

/** RFC 6901, written anew. */
const at = (value: unknown, pointer: string): unknown => {
  let here = value as never
  for (const key of pointer.split('/').slice(1)) here = here?.[key.replaceAll('~1', '/').replaceAll('~0', '~') as never]
  return here
}

const BOUND = ['data-ref', 'data-figure', 'data-file', 'data-pointer']
/** Every rule of the page that a reader could check, on any run. */
const faultsOf = (input: DossierInput, html: string): readonly string[] => {
  const { elements, words } = parsed(html)
  const files = filesOf(input)
  const ids = new Set(elements.map(({ attributes }) => attributes['id']).filter((id) => id !== undefined))
  const faults: string[] = []
  for (const { text, around } of words)
    if (
      /\d/.test(text) &&
      !around.some(
        ({ tag, attributes }) => tag === 'style' || tag === 'script' || BOUND.some((name) => name in attributes),
      )
    )
      faults.push(`a literal number: ${text.trim()}`)
  for (const { attributes } of elements) {
    const href = attributes['href']
    if (href !== undefined && !(href.startsWith('#') && ids.has(href.slice(1))))
      faults.push(`a link that does not land: ${href}`)
    const ref = attributes['data-ref']
    if (ref === undefined) continue
    const [file, pointer] = ref.split('#') as [string, string]
    const found = at(files[file], pointer)
    const where = attributes['data-count']
    const [key, is] = (where ?? '').split('=')
    const counted = Array.isArray(found)
      ? found.filter((one) => where === '' || String(one[key!]) === is).length
      : found
    const value = where === undefined ? found : counted
    if (value === undefined || attributes['value'] !== (typeof value === 'string' ? value : JSON.stringify(value)))
      faults.push(`a number that does not stand where it says: ${ref}`)
  }
  const all = elements.map(({ attributes }) => attributes['id']).filter((id) => id !== undefined)
  if (all.length !== ids.size) faults.push('an id that is used twice')
  return faults
}

/** A number as it was written for people, back to what it says; null for words. */
const readBack = (text: string, language: string): { readonly number: number; readonly unit: number } | null => {
  const match = /^([−+]?)([\d.,]+)(%?)$/.exec(text)
  if (match === null) return null
  const [, sign, digits, percent] = match as unknown as [string, string, string, string]
  const plain = language === 'nl' ? digits.replaceAll('.', '').replace(',', '.') : digits.replaceAll(',', '')
  const decimals = plain.split('.')[1]?.length ?? 0
  const scale = percent === '%' ? 100 : 1
  return { number: ((sign === '−' ? -1 : 1) * Number(plain)) / scale, unit: 10 ** -decimals / scale }
}

describe('the dossier of the flagship run', () => {
  it('binds every number to a result, lands every link and repeats no id', () => {
    expect(faultsOf(flagship, NL.html)).toEqual([])
    expect(faultsOf(flagship, EN.html)).toEqual([])
  })

  it('shows each number as the result has it, to the last digit that is shown', () => {
    let compared = 0
    for (const element of PAGE.elements.filter(
      ({ tag, attributes }) => tag === 'data' && !('data-named' in attributes),
    )) {
      const value = Number(element.attributes['value'])
      const shown = readBack(element.text, languageOf(element) ?? 'nl')
      if (shown === null || Number.isNaN(value)) continue
      compared += 1
      const nearest = Math.min(Math.abs(shown.number - value), Math.abs(shown.number / 100 - value))
      expect(nearest, `${element.text} for ${value}`).toBeLessThanOrEqual(0.5001 * shown.unit + 1e-12)
    }
    expect(compared).toBeGreaterThan(500)
  })

  it('tells the same in both languages: parts, claims, figures and numbers in the same order', () => {
    const told = (language: string) => {
      const of = PAGE.elements.filter((element) => languageOf(element) === language)
      return {
        sections: of
          .filter(({ tag }) => tag === 'section')
          .map(({ attributes }) => attributes['id']?.replace(/-..$/, '')),
        claims: of.map(({ attributes }) => attributes['data-claim']).filter((id) => id !== undefined),
        figures: of.map(({ attributes }) => attributes['data-figure']).filter((id) => id !== undefined),
        values: of
          .filter(({ tag }) => tag === 'data')
          .map(({ attributes }) => attributes['data-ref']?.replace(/\/(nl|en)$/, ''))
          .filter((ref) => !ref?.startsWith('09-gates.json') || !ref.endsWith('/reason')),
      }
    }
    expect(told('nl')).toEqual(told('en'))
    expect(told('nl').sections).toEqual([...SECTIONS])
    expect(told('nl').claims).toEqual(claimsOf(sourcesOf(flagship)).map(({ id }) => id))
    expect(told('nl').claims).toContain('recall')
    expect(told('nl').figures.length).toBeGreaterThan(20)
  })

  it('leads each claim to its part, its file with digest and its code', () => {
    for (const claim of PAGE.elements.filter(({ attributes }) => attributes['data-claim'] !== undefined)) {
      const links = PAGE.elements
        .filter(({ tag, around }) => tag === 'a' && around.includes(claim))
        .map(({ attributes }) => attributes['href'] ?? '')
      expect(links.some((href) => href.startsWith('#evidence-'))).toBe(true)
      expect(links.some((href) => /^#code-/.test(href))).toBe(true)
      expect(links.some((href) => SECTIONS.some((name) => href === `#${name}-${languageOf(claim)}`))).toBe(true)
    }
  })

  it('says "cannot tell" where the evidence cannot tell', () => {
    const verdicts = flagship.run.results.fairness.attributes.flatMap(({ comparisons }) => comparisons)
    const unknown = verdicts.filter(({ verdict }) => verdict === 'cannot-tell').length
    const said = PAGE.elements.filter(
      ({ tag, attributes, text, around }) =>
        tag === 'data' &&
        /^08-fairness\.json#\/attributes\/\d+\/comparisons\/\d+\/verdict$/.test(attributes['data-ref'] ?? '') &&
        attributes['value'] === 'cannot-tell' &&
        text === '? cannot tell' &&
        !around.some(({ attributes: of }) => of['id'] === 'limits-en'),
    )
    expect(unknown).toBeGreaterThan(0)
    expect(said).toHaveLength(unknown)
  })

  it('allows its own style and script by their digests and nothing else', () => {
    const csp = PAGE.elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')
      ?.attributes['content']
    const only = (tag: string): string => {
      const found = PAGE.elements.filter(
        (one) => one.tag === tag && !one.around.some(({ tag: outer }) => outer === 'svg'),
      )
      expect(found).toHaveLength(1)
      return `'sha256-${sha256(found[0]!.text, 'base64')}'`
    }
    expect(csp).toBe(
      `default-src 'none'; style-src ${only('style')}; script-src ${only('script')}; img-src data:; base-uri 'none'; form-action 'none'`,
    )
    for (const { attributes } of PAGE.elements)
      for (const name of Object.keys(attributes)) expect(name).not.toMatch(/^on|^style$|^src$|^action$/)
  })

  it('names no address elsewhere and stays under five megabytes', () => {
    expect(NL.html.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /\b(?:https?|ftp|file|wss?):\/\/|@import|url\((?!#)/,
    )
    expect(Buffer.byteLength(NL.html)).toBeLessThan(5_000_000)
  })

  it('carries the digest of its content, the same whichever language opens first', () => {
    const content = /<!--content-->([\s\S]*)<!--\/content-->/.exec(NL.html)?.[1] ?? ''
    expect(NL.digest).toBe(sha256(content))
    expect(NL.html).toContain(`<meta name="dossier-digest" content="${NL.digest}">`)
    expect(EN.digest).toBe(NL.digest)
    expect(EN.html).not.toBe(NL.html)
    expect(dossierHtml(flagship, { language: 'nl' }).html).toBe(NL.html)
  })

  it('has headings in order, one main, and tables with a caption and scopes', () => {
    for (const language of ['nl', 'en']) {
      const levels = PAGE.elements
        .filter((one) => /^h[1-6]$/.test(one.tag) && languageOf(one) === language)
        .map(({ tag }) => Number(tag[1]))
      expect(levels[0]).toBe(1)
      levels.slice(1).forEach((level, index) => {
        expect(level - levels[index]!).toBeLessThanOrEqual(1)
        expect(level).toBeGreaterThan(1)
      })
    }
    expect(PAGE.elements.filter(({ tag }) => tag === 'main')).toHaveLength(1)
    for (const table of PAGE.elements.filter(({ tag }) => tag === 'table'))
      expect(
        PAGE.elements.some(({ tag, around, text }) => tag === 'caption' && around[0] === table && text !== ''),
      ).toBe(true)
    for (const head of PAGE.elements.filter(({ tag }) => tag === 'th'))
      expect(head.attributes['scope']).toMatch(/^(row|col|rowgroup)$/)
  })
})

/** Words that are English and not Dutch. */
const ENGLISH =
  /\b(the|and|are|not|with|which|that|this|from|than|has|have|been|people|rows?|passed|within|below|above|rate|few|group|none|found|against|missing|cannot|every|by|its|it|for|to|on|be|were|who|no|yes|learned|value|bound|only)\b/i

/** Texts that the Dutch page shows in English; codes, names of files and digests are not texts. */
const englishIn = (html: string): readonly string[] => [
  ...new Set(
    parsed(html)
      .words.filter(
        ({ around }) =>
          around.some(({ attributes }) => attributes['data-of'] === 'nl') &&
          !around.some(({ tag }) => ['code', 'style', 'script'].includes(tag)),
      )
      .map(({ text }) => text.trim())
      .filter((text) => ENGLISH.test(text)),
  ),
]

describe('the Dutch page', () => {
  it('holds no English sentence', () => {
    expect(englishIn(NL.html)).toEqual([])
  })

  it('would be seen to hold one', () => {
    const slipped = NL.html.replace('Elk getal hierboven', 'Every number above')
    expect(englishIn(slipped)).toHaveLength(1)
  })
})

describe('a model in use and a less explainable one', () => {
  const { champion } = flagship.run.results.rankingExamination as { champion: { recall: readonly object[] } }
  it('stand beside this one with intervals and verdicts, and are claims to answer', () => {
    const of = (caption: string): Seen =>
      PAGE.elements.find(({ tag, around, text }) => tag === 'table' && text.startsWith(caption) && around.length > 0)!
    const rows = (table: Seen): number =>
      PAGE.elements.filter(({ tag, around }) => tag === 'tr' && around.includes(table)).length - 1
    expect(rows(of('Beside the model in use'))).toBe(champion.recall.length)
    expect(rows(of('The price of explainability'))).toBe(2)
    expect(of('The price of explainability').text).toMatch(/[−+]?\d\.\d \([−+]?\d\.\d … [−+]?\d\.\d\)/)
    const claims = claimsOf(sourcesOf(flagship)).map(({ id }) => id)
    expect(claims).toEqual(expect.arrayContaining(['model-in-use', 'price-of-explainability']))
  })
})

describe('values under the pointer', () => {
  it('are those of the table of the figure', () => {
    const figure = PAGE.elements.find(({ attributes }) => attributes['id'] === 'see-cumulative-capture-en')!
    const tips = PAGE.elements
      .filter(({ around, attributes }) => around.includes(figure) && attributes['data-tip'] !== undefined)
      .map(({ attributes }) => attributes['data-tip']!)
    const { expected, lower, upper } = flagship.run.results.ranking.test.atK[0]!.recall
    const percent = (value: unknown): string => `${(100 * (value as number)).toFixed(1)}%`
    expect(tips).toContain(`at the capacities · 10.0%: ${percent(expected)} (${percent(lower)} … ${percent(upper)})`)
    expect(tips.length).toBeGreaterThan(20)
  })
})

describe('a literal number', () => {
  it('stops the dossier', () => {
    const page = '<main><p>found <data value="1" data-ref="a#/b">100%</data> of 12 people</p></main>'
    expect(unboundNumbers(page)).toEqual(['of 12 people'])
    expect(() => refuseLiterals(page)).toThrow(expect.objectContaining({ code: 'literal-number' }))
    expect(() => refuseLiterals('<h2 id="x2">a<br>b</h2><input value="3"><p>&#39;</p>')).not.toThrow()
  })

  it('cannot be smuggled in as if it were read from a result', () => {
    expect(() => trace({ a: 2, b: 3 }, ({ a, b }) => a * b)).toThrow(expect.objectContaining({ code: 'no-such-value' }))
    expect(() => trace({ a: 2 }, () => 2.5)).toThrow(expect.objectContaining({ code: 'no-such-value' }))
    expect(trace({ 'a/b': [{ '~': 7 }] }, (of) => of['a/b'][0]!['~'])).toEqual({ value: 7, pointer: '/a~1b/0/~0' })
  })
})

describe('a value that is not there', () => {
  it('is said with its reason, never as nil', () => {
    const sources = sourcesOf(flagship)
    const because = { kind: 'undefined', because: 'one class <only>' } as const
    const auc = { estimate: because, lower: null, upper: null }
    const test = { ...sources.ranking.test, auc }
    const t = tellerOf({ ...sources, ranking: { ...sources.ranking, test } }, 'nl')
    const shown = t.range('ranking', (of) => ({ value: of.test.auc.estimate, bounds: of.test.auc }), {
      kind: 'count',
    }).text
    expect(shown).toContain('>niet bepaald</data>')
    const { text } = tellerOf(t.sources, 'en').num('ranking', (of) => of.test.auc.estimate)
    expect(text).toContain('>not defined: one class &lt;only&gt;</data>')
    const known = { ...auc, estimate: { ...because, because: 'fewer than 12 people with the outcome' } }
    const dutch = tellerOf({ ...sources, ranking: { ...sources.ranking, test: { ...test, auc: known } } }, 'nl')
    expect(dutch.num('ranking', (of) => of.test.auc.estimate).text).toContain(
      '>niet bepaald: minder dan 12 mensen met de uitkomst</data>',
    )
    expect(t.num('ranking', (of) => of.test.auc.lower).text).toContain('>niet getoond</data>')
    const bare = tellerOf(sourcesOf({ run: flagship.run }), 'nl')
    expect(() => bare.num('model', (of) => of.modelId)).toThrow(expect.objectContaining({ code: 'no-such-value' }))
  })
})

describe('the dossier of a small flat run', () => {
  let root: string
  let run: string
  beforeAll(async () => {
    root = scratch()
    run = join(root, 'run')
    const study = writeStudy(root, flatStudy())
    await cli(['retrain', '--study', study, '--data', writeTable(root, flatRows()), '--out', run, '--quick', '--draft'])
  }, 60_000)
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  it('is written without study, panel or examination, and says what is not there', async () => {
    const ran = await cli(['dossier', run, '--lang', 'en'])
    expect(ran).toMatchObject({ code: 0, out: `dossier: ${join(run, 'dossier', 'index.html')}\n` })
    const html = readFileSync(join(run, 'dossier', 'index.html'), 'utf8')
    const missing = parsed(html)
      .elements.filter(({ attributes }) => attributes['class'] === 'absent')
      .map(({ text }) => text)
    for (const said of [
      'The data carry no dates',
      'This run was quick',
      'names no attribute',
      'The study file was not at hand',
      'no model in use',
    ])
      expect(missing.filter((text) => text.includes(said))).toHaveLength(1)
    const finished = readRun(run)
    const model = JSON.parse(readFileSync(join(run, 'model', 'model.json'), 'utf8'))
    expect(faultsOf({ run: finished, model }, html)).toEqual([])
    expect(html).not.toMatch(/SECRET|Quistenburgh/)
  })

  it('takes the study file when it is the one of the run, and refuses another', async () => {
    const out = join(root, 'page.html')
    expect(await cli(['dossier', run, '--study', join(root, 'study.json'), '--out', out])).toMatchObject({ code: 0 })
    expect(readFileSync(out, 'utf8')).toContain('The study names no published figures.')
    const other = 'data-schemas/studies/maatwerkscan.study.json'
    expect(await cli(['dossier', run, '--study', other])).toMatchObject({ code: 2, out: '' })
  })

  it('is refused for a run that was changed after it finished', async () => {
    const changed = join(root, 'changed')
    cpSync(run, changed, { recursive: true })
    const file = join(changed, '07-ranking.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"expected": 0\./, '"expected": 0.9'))
    const ran = await cli(['dossier', changed, '--out', join(root, 'never.html')])
    expect(ran).toMatchObject({ code: 2, out: '' })
    expect(ran.err).toContain('07-ranking.json')
  })

  it('is refused for a model that was changed after it was frozen', async () => {
    const changed = join(root, 'changed-model')
    cpSync(run, changed, { recursive: true })
    const file = join(changed, 'model', 'model.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"intercept":', '"intercept": 1e-9, "was":'))
    expect(await cli(['dossier', changed, '--out', join(root, 'never.html')])).toMatchObject({ code: 2, out: '' })
  })
})
