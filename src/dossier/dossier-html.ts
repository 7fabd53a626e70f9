import { createHash } from 'node:crypto'
import type { Language } from '../../data-schemas/reasons.js'
import { sha256 } from '../digest.js'
import { runFigures } from '../figures/run-figures.js'
import { type Claim, claimsOf } from './claims.js'
import { claimAnchor, claimsSection } from './claims-html.js'
import { type Html, html, joined, NOTHING, type Part, raw } from './html.js'
import { refuseLiterals } from './literals.js'
import { SCRIPT } from './script.js'
import { anchor, type Scene, SECTIONS, type SectionName, sectionHtml, sectionTitle } from './section.js'
import { calibrationSection } from './sections/calibration.js'
import { candidatesSection } from './sections/candidates.js'
import { decisionSection, verdictHtml } from './sections/decision.js'
import { evidenceSection } from './sections/evidence.js'
import { examinationSection } from './sections/examination.js'
import { fairnessSection } from './sections/fairness.js'
import { glanceHtml } from './sections/glance.js'
import { limitsSection } from './sections/limits.js'
import { modelSection } from './sections/model.js'
import { populationSection } from './sections/population.js'
import { publishedSection } from './sections/published.js'
import { questionSection } from './sections/question.js'
import { recallSection } from './sections/recall.js'
import { rulesSection } from './sections/rules.js'
import { selectionSection } from './sections/selection.js'
import { type DossierInput, type Sources, sourcesOf } from './sources.js'
import { STYLE } from './style.js'
import { type Teller, tellerOf } from './teller.js'

/** The dossier of a run as one page. */
export interface Dossier {
  readonly kind: 'dossier'
  /** The whole page, both languages inside. */
  readonly html: string
  /** SHA-256 of the UTF-8 bytes between the comments `content` and `/content`: the same whichever language opens first. */
  readonly digest: string
}

type Body = (scene: Scene, claims: readonly Claim[]) => Html

const BODIES: Readonly<Record<SectionName, Body>> = {
  question: questionSection,
  population: populationSection,
  candidates: candidatesSection,
  selection: selectionSection,
  model: modelSection,
  calibration: calibrationSection,
  recall: recallSection,
  published: publishedSection,
  rules: rulesSection,
  examination: examinationSection,
  fairness: fairnessSection,
  limits: limitsSection,
  decision: decisionSection,
  claims: (scene, claims) => claimsSection(claims, scene),
  evidence: evidenceSection,
}

const LANGUAGES = ['nl', 'en'] as const

const titleHtml = (t: Teller): Part => {
  const { study, model } = t.sources
  if (study?.title !== undefined) return t.both('study', ({ title }) => title!)
  if (model?.title) return t.both('model', ({ title }) => title!)
  return t.num('run', (run) => run.study.name)
}

const claimsHere = (name: SectionName, claims: readonly Claim[], t: Teller): Html => {
  const here = claims.filter(({ section }) => section === name)
  if (here.length === 0) return NOTHING
  const links = here.map((claim) => html`<a href="#${claimAnchor(claim, t)}">${claim.title[t.language]}</a>`)
  return html`<p class="here">${t.say('Claims on this, to accept or question:', 'Beweringen hierover, om te aanvaarden of te betwisten:')} ${joined(links, ' · ')}</p>
`
}

const contents = (t: Teller): Html =>
  html`<nav aria-label="${t.say('Contents', 'Inhoud')}"><ol>${SECTIONS.map(
    (name) => html`<li><a href="#${anchor(name, t)}">${sectionTitle(name, t)}</a></li>`,
  )}</ol></nav>
`

const partIn = (scene: Scene, claims: readonly Claim[]): Html => {
  const { t } = scene
  const synthetic = t.sources.run.study.synthetic
  return html`<div data-of="${t.language}" lang="${t.language}">
<h1>${titleHtml(t)}</h1>
${synthetic ? html`<p class="notice">${t.say('SYNTHETIC DATA: no person in it exists', 'SYNTHETISCHE GEGEVENS: geen mens hierin bestaat')}</p>\n` : ''}<p class="verdict ${t.sources.gates.passed ? 'passed' : 'refused'}">${verdictHtml(t)}</p>
${glanceHtml(t)}${contents(t)}${SECTIONS.map((name) => sectionHtml(name, t, [BODIES[name](scene, claims), claimsHere(name, claims, t)]))}</div>
`
}

const contentOf = (sources: Sources): string => {
  const claims = claimsOf(sources)
  return LANGUAGES.map((language) => {
    const t = tellerOf(sources, language)
    const figures = runFigures(sources, { language, study: sources.study }, sources.model)
    return partIn({ t, figures }, claims).text
  }).join('')
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** What the page may do: run its own style and script, and nothing else. */
const policy = (): string =>
  `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; img-src data:; base-uri 'none'; form-action 'none'`

const footerOf = (digest: string): Html => {
  const told = html`<code data-file="">sha256 ${digest}</code>`
  return html`<footer>${LANGUAGES.map((language) =>
    language === 'nl'
      ? html`<p data-of="nl" lang="nl">Digest van dit dossier, over wat tussen de opmerkingen <code>content</code> en <code>/content</code> in de bron staat: ${told}</p>`
      : html`<p data-of="en" lang="en">Digest of this dossier, over what stands between the comments <code>content</code> and <code>/content</code> in the source: ${told}</p>`,
  )}</footer>
`
}

const pageOf = (
  content: string,
  sources: Sources,
  options: { readonly language: Language; readonly digest: string },
) => {
  const { language, digest } = options
  const switches = { nl: 'Nederlands', en: 'English' } as const
  return html`<!doctype html>
<html lang="${language}" data-language="${language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="dossier-digest" content="${digest}"><meta name="model-id" content="${sources.run.model ?? ''}">
<title>Dossier ${sources.run.study.name.replaceAll(/\p{Number}/gu, '')}</title>
<style>${raw(STYLE)}</style></head><body>
<a class="skip" href="#content"><span data-of="nl" lang="nl">Naar de inhoud</span><span data-of="en" lang="en">Skip to the content</span></a>
<header><div class="languages" role="group" aria-label="Taal / Language">${LANGUAGES.map(
    (one) =>
      html`<button type="button" lang="${one}" data-switch="${one}" aria-pressed="${String(one === language)}">${switches[one]}</button>`,
  )}</div></header>
<main id="content" tabindex="-1">
<!--content-->${raw(content)}<!--/content-->
</main>
${footerOf(digest)}<script>${raw(SCRIPT)}</script>
</body></html>
`.text
}

/**
 * The dossier of a finished run: one page that holds both languages, its figures, its style and its script, and asks nothing of a network.
 * Shows what results hold and computes nothing. Throws `literal-number` when a number in the text would not be bound to a result.
 */
export const dossierHtml = (input: DossierInput, options: { readonly language: Language }): Dossier => {
  const sources = sourcesOf(input)
  const content = contentOf(sources)
  const digest = sha256(content)
  const page = pageOf(content, sources, { language: options.language, digest })
  refuseLiterals(page)
  return { kind: 'dossier', html: page, digest }
}
