import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseNotebook } from '../../../src/notebooks/notebook.js'
import { cli, scratch } from '../../support/command-line.js'
import { flatRows, flatStudy, writeStudy, writeTable } from '../../support/small-flat.js'

const ENVIRONMENT = '.venv/lab'
const PYTHON = join(ENVIRONMENT, 'bin/python')
const CHROMIUM = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))
const NOTEBOOK = '06-list.ipynb'
/** Waiting ends as soon as it can; this is for a busy machine. */
const SLOW = { timeout: 120_000 } as const
const main = resolve('dist/cli/main.js')

let root: string
beforeAll(() => {
  root = scratch()
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const ready = existsSync(PYTHON) && CHROMIUM !== undefined

describe.skipIf(!ready)(`JupyterLab by \`lab\` in Chromium (${ENVIRONMENT} and chromium, see .ci/jupyterlab)`, () => {
  const said: string[] = []
  const places = { home: '', run: '' }
  let lab: ChildProcess
  let ended: Promise<number | null>
  let url: URL
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    // Notebooks are saved where they lie: a copy, with the built library beside it as in the package.
    places.home = join(root, 'package')
    cpSync('notebooks', join(places.home, 'notebooks'), { recursive: true })
    cpSync('dist', join(places.home, 'dist'), { recursive: true })
    cpSync('package.json', join(places.home, 'package.json'))
    spawnSync('ln', ['-s', resolve('node_modules'), join(places.home, 'node_modules')])
    places.run = join(root, 'run')
    const study = writeStudy(root, flatStudy())
    await cli(['retrain', '--study', study, '--data', writeTable(root, flatRows()), '--out', places.run, '--quick'])
    lab = spawn(
      process.execPath,
      [
        main,
        'lab',
        places.run,
        '--no-browser',
        '--environment',
        ENVIRONMENT,
        '--notebooks',
        join(places.home, 'notebooks'),
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, PIP_NO_INDEX: '1', PIP_INDEX_URL: 'http://127.0.0.1:9/' },
      },
    )
    ended = new Promise((done) => lab.on('close', done))
    lab.stderr?.on('data', (piece: Buffer) => said.push(String(piece)))
    url = new URL(
      await new Promise<string>((done, refused) => {
        lab.stdout?.once('data', (piece: Buffer) => done(String(piece).trim()))
        void ended.then(() => refused(new Error(said.join(''))))
      }),
    )
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox'] })
    page = await browser.newPage({ viewport: { width: 1400, height: 1500 } })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    lab?.kill('SIGKILL')
  })

  it('starts without a package index, on this machine’s own address, and lets nobody in without the token', async () => {
    expect(url.hostname).toBe('127.0.0.1')
    expect(url.searchParams.get('token')).toMatch(/^[0-9a-f]{40,}$/)
    const bare = await fetch(new URL('/api/contents', url))
    expect(bare.status).toBe(403)
    const kernels = await fetch(new URL(`/api/kernelspecs?${url.searchParams}`, url))
    const { default: first, kernelspecs } = (await kernels.json()) as { default: string; kernelspecs: object }
    expect([first, Object.keys(kernelspecs)]).toEqual(['tslab', ['tslab']])
  })

  it('opens a notebook, runs all of it, and shows its figures, without an error and without asking another host', async () => {
    const asked: string[] = []
    const errors: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).host))
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    const address = new URL(url)
    address.pathname = `/lab/tree/${NOTEBOOK}`
    await page.goto(address.href)
    const idle = page.getByText(/TypeScript \| Idle/)
    const waiting = page.locator('.jp-CodeCell .jp-InputPrompt', { hasText: '[*]' })
    await idle.waitFor(SLOW)
    expect(await page.locator('.js-plotly-plot').count(), 'figures as stored').toBe(4)
    await page.locator('.lm-MenuBar-itemLabel', { hasText: /^Run$/ }).click()
    await page.locator('.lm-Menu-itemLabel', { hasText: /^Run All Cells$/ }).click()
    await waiting.last().waitFor(SLOW)
    await waiting.first().waitFor({ ...SLOW, state: 'detached' })
    await idle.waitFor(SLOW)
    const own = readFileSync(join(places.home, 'notebooks', NOTEBOOK), 'utf8')
    const cells = parseNotebook(own, NOTEBOOK).cells.filter(({ cell_type }) => cell_type === 'code').length
    await page.locator('.js-plotly-plot').first().scrollIntoViewIfNeeded()
    mkdirSync('.venv/pictures', { recursive: true })
    await page.screenshot({ path: '.venv/pictures/jupyterlab.png' })
    const prompts = await page.locator('.jp-CodeCell .jp-InputPrompt').allTextContents()
    expect(prompts).toEqual(Array.from({ length: cells }, (_, i) => `[${i + 1}]:`))
    expect(await page.locator('.js-plotly-plot').count()).toBe(2)
    expect(await page.locator('.js-plotly-plot .main-svg').first().isVisible()).toBe(true)
    expect(
      await page
        .locator('[data-mime-type="application/vnd.jupyter.stderr"], .jp-RenderedText[data-mime-type*=error]')
        .count(),
    ).toBe(0)
    expect(await page.locator('.jp-OutputArea-output strong', { hasText: /^Decision\.$/ }).count()).toBe(1)
    expect(errors).toEqual([])
    expect([...new Set(asked)].filter((host) => host !== '' && host !== url.host)).toEqual([])
  })

  it('completes what the library’s types know, in a cell', async () => {
    const cell = page.locator('.jp-CodeCell').last()
    await cell.locator('.cm-content').click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('\nresults.ranki')
    await page.keyboard.press('Tab')
    await page.locator('.jp-Completer-item', { hasText: 'rankingExamination' }).waitFor(SLOW)
  })

  it('stops at Ctrl-C, with its kernels, and leaves no server behind', async () => {
    const begin = Date.now()
    lab.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(Date.now() - begin).toBeLessThan(15_000)
    await expect(fetch(url)).rejects.toThrow()
    expect(readdirSync(join(ENVIRONMENT, 'of-lab')).filter((name) => name.startsWith('runtime-'))).toEqual([])
  })
})
