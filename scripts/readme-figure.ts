// Draws the README's pictures from a run folder: docs/recall.svg and, where there is a Chromium, docs/pictures/dossier.png.
//   npm run picture -- runs/start/run
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { readModel } from '../src/artifact/read.js'
import { loadStudy } from '../src/contract/study.js'
import { dossierHtml } from '../src/dossier/dossier-html.js'
import { cumulativeCaptureFigure } from '../src/figures/cumulative-capture.js'
import { toSvg } from '../src/figures/to-svg.js'
import { readRun } from '../src/run-folder-reader.js'

const folder = process.argv[2] ?? 'runs/start/run'
const study = loadStudy('data-schemas/studies/maatwerkscan.study.json')
const run = readRun(folder)

const figure = cumulativeCaptureFigure(run.results.ranking, { language: 'en', study })
if (figure.kind !== 'figure') throw new Error(figure.because)
mkdirSync('docs/pictures', { recursive: true })
writeFileSync('docs/recall.svg', `${toSvg(figure)}\n`)

const CHROMIUM = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
)

/** The opening of the dossier and its part on who is found, side by side, as a reviewer sees them. */
const photograph = async (executablePath: string): Promise<void> => {
  const work = mkdtempSync(join(tmpdir(), 'picture-'))
  const model = run.model === null ? {} : { model: await readModel(run.model) }
  const page = join(work, 'index.html')
  writeFileSync(page, dossierHtml({ run, study, ...model }, { language: 'en' }).html)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const view = await browser.newPage({ viewport: { width: 960, height: 860 }, reducedMotion: 'reduce' })
  await view.goto(pathToFileURL(resolve(page)).href)
  const shots: Buffer[] = [await view.screenshot()]
  await view.evaluate(`document.querySelector('#recall-en').scrollIntoView()`)
  shots.push(await view.screenshot())
  const sides = shots.map((shot) => `<img width="720" src="data:image/png;base64,${shot.toString('base64')}">`).join('')
  const pair = await browser.newPage({ viewport: { width: 1470, height: 666 } })
  await pair.setContent(
    `<style>body{margin:10px;background:#c5ced6;display:flex;gap:10px}img{display:block}</style>${sides}`,
  )
  await pair.screenshot({ path: 'docs/pictures/dossier.png' })
  await browser.close()
  rmSync(work, { recursive: true, force: true })
}

if (CHROMIUM !== undefined) await photograph(CHROMIUM)
