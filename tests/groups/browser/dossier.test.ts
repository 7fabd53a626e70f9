import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ReviewAnswers, reviewAnswers } from '../../../data-schemas/review-answers.js'
import { dossierHtml } from '../../../src/dossier/dossier-html.js'
import { flagship } from '../../dossier/rest-of-run.js'
import { cli } from '../../support/command-line.js'

const CHROMIUM = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

describe.skipIf(CHROMIUM === undefined)('the dossier in Chromium (set CHROMIUM where it is elsewhere)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dossier-'))
  const file = join(folder, 'index.html')
  const dossier = dossierHtml(flagship, { language: 'nl' })
  const said: string[] = []
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    writeFileSync(file, dossier.html)
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox'] })
    page = await browser.newPage({ viewport: { width: 1100, height: 900 }, acceptDownloads: true })
    page.on('console', (message) => said.push(`console: ${message.text()}`))
    page.on('pageerror', (error) => said.push(`error: ${error.message}`))
    page.on('request', (request) => said.push(`request: ${request.url().slice(0, 80)}`))
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('opens from a file in under two seconds, asks for nothing and reports no error', async () => {
    const started = performance.now()
    await page.goto(pathToFileURL(file).href)
    expect(await page.title()).toContain('Maatwerkscan')
    expect(performance.now() - started).toBeLessThan(2000)
    expect(said).toEqual([`request: ${pathToFileURL(file).href}`.slice(0, 89)])
  })

  it.each(['nl', 'en'])('has no finding of axe in %s, with everything unfolded', async (language) => {
    await page.click(`[data-switch=${language}]`)
    expect(await page.getAttribute('html', 'lang')).toBe(language)
    await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true })`)
    await page.evaluate(axe.source)
    const found: unknown = await page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then((run) => run.violations.map((one) => [one.id, one.impact, one.nodes[0].html]))`,
    )
    expect(found).toEqual([])
    const hidden = await page.locator(`[data-of=${language === 'nl' ? 'en' : 'nl'}]:visible`).count()
    expect(hidden).toBe(0)
  })

  it('fits a narrow window without the page itself moving sideways', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    await page.setViewportSize({ width: 1100, height: 900 })
  })

  it('lets a reviewer follow the claim on recall to its evidence, question it and download the answers', async () => {
    const claim = page.locator('#claim-recall-en')
    await page.locator('#recall-en .here a', { hasText: 'Recall' }).click()
    expect(await claim.locator('.says').textContent()).toMatch(/the list finds.* \d+\.\d%/)
    await claim.locator('a[href^="#evidence-"]').click()
    const evidence = page.locator(`[id="${new URL(page.url()).hash.slice(1)}"]`)
    expect(await evidence.textContent()).toBe('07-ranking.json')
    expect(await evidence.isVisible()).toBe(true)

    await claim.locator('input[value=questioned]').focus()
    await page.keyboard.press('Space')
    const download = page.locator('[data-of=en] [data-download]')
    await download.click()
    expect(await page.locator('[data-of=en] [data-status]').textContent()).toBe('Say why you question it.')
    await page.keyboard.type('Over which years?')
    await page.click('[data-switch=nl]')
    expect(await page.locator('#claim-recall-nl textarea').inputValue()).toBe('Over which years?')
    await page.check('#claim-purpose-nl input[value=accepted]')
    await page.fill('[data-of=nl] [data-reviewer]', 'R. Eviewer')
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('[data-of=nl] [data-download]').click(),
    ])
    const path = join(folder, saved.suggestedFilename())
    await saved.saveAs(path)
    const answers: ReviewAnswers = reviewAnswers.parse(JSON.parse(readFileSync(path, 'utf8')))
    expect(answers).toMatchObject({
      dossierDigest: dossier.digest,
      modelId: flagship.run.manifest.model,
      reviewer: 'R. Eviewer',
    })
    const of = (id: string) => answers.claims.find((one) => one.id === id)
    expect(of('recall')).toEqual({ id: 'recall', answer: 'questioned', remark: 'Over which years?' })
    expect(of('purpose')?.answer).toBe('accepted')
    expect(of('fairness')?.answer).toBe('open')
  })

  it('prints to A4 pages', async () => {
    const pdf = await page.pdf({ preferCSSPageSize: true })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/)
  })

  it('said nothing more: no request, no message, no error in all of this', () => {
    expect(said.filter((line) => !line.startsWith('request: blob:')).slice(1)).toEqual([])
  })
})

const STUDENTS = '../shared/data/student_dropout/data.csv'

describe.skipIf(CHROMIUM === undefined || !existsSync(STUDENTS))(
  `the dossier of the students in Chromium (${STUDENTS})`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'students-'))
    const run = join(folder, 'run')
    const file = join(folder, 'index.html')
    const said: string[] = []
    let browser: Browser
    let page: Page
    beforeAll(async () => {
      const study = 'data-schemas/studies/student-dropout.study.json'
      const made = await cli(['retrain', '--study', study, '--data', STUDENTS, '--out', run, '--draft'])
      expect(made.code).toBe(0)
      expect(await cli(['dossier', run, '--out', file, '--lang', 'nl'])).toMatchObject({ code: 0 })
      browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox'] })
      page = await browser.newPage({ viewport: { width: 1100, height: 900 } })
      page.on('console', (message) => said.push(`console: ${message.text()}`))
      page.on('pageerror', (error) => said.push(`error: ${error.message}`))
      page.on('request', (request) => said.push(`request: ${request.url().slice(0, 80)}`))
    }, 120_000)
    afterAll(async () => {
      await browser?.close()
      rmSync(folder, { recursive: true, force: true })
    })

    it('opens in under two seconds, is small, and every link in it lands', async () => {
      const started = performance.now()
      await page.goto(pathToFileURL(file).href)
      expect(performance.now() - started).toBeLessThan(2000)
      expect(readFileSync(file).length).toBeLessThan(5_000_000)
      const lost: unknown = await page.evaluate(
        `Array.from(document.links).map((link) => link.getAttribute('href')).filter((href) => !href.startsWith('#') || !document.getElementById(href.slice(1)))`,
      )
      expect(lost).toEqual([])
    })

    it('has no finding of axe', async () => {
      await page.click('[data-switch=en]')
      await page.evaluate(axe.source)
      const found: unknown = await page.evaluate(
        `axe.run({ exclude: ['svg > *'] }, { runOnly: ${JSON.stringify(RULES)} }).then((run) => run.violations.map((one) => [one.id, one.nodes[0].html]))`,
      )
      expect(found).toEqual([])
    })

    it('shows the value under the pointer, and a figure larger until Escape', async () => {
      const figure = page.locator('#see-cumulative-capture-en')
      await figure.scrollIntoViewIfNeeded()
      await figure.locator('[data-tip]').last().hover({ force: true })
      expect(await page.locator('.tip').textContent()).toMatch(/\d%/)
      await figure.locator('[data-larger]').click()
      expect((await figure.boundingBox())?.height).toBe(900)
      await page.keyboard.press('Escape')
      expect(await figure.locator('[data-larger]').getAttribute('aria-pressed')).toBe('false')
    })

    it('prints, unfolded, and said nothing in all of this', async () => {
      expect((await page.pdf({ preferCSSPageSize: true })).subarray(0, 5).toString()).toBe('%PDF-')
      expect(said.slice(1)).toEqual([])
    })

    it('is not made of a run that was changed', async () => {
      const changed = join(folder, 'changed')
      cpSync(run, changed, { recursive: true })
      const result = join(changed, '06-calibration.json')
      writeFileSync(result, readFileSync(result, 'utf8').replace('"slope"', '"slope" '))
      expect(await cli(['dossier', changed, '--out', join(folder, 'never.html')])).toMatchObject({ code: 2 })
      expect(existsSync(join(folder, 'never.html'))).toBe(false)
    })
  },
)
