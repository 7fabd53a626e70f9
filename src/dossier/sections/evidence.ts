import { type Html, html, NOTHING } from '../html.js'
import { anchor, type Scene } from '../section.js'
import { tableHtml } from '../table.js'
import type { Teller } from '../teller.js'

/** Place of the digest of a file. */
export const evidenceAnchor = (file: string, t: Pick<Teller, 'language'>): string =>
  anchor(`evidence-${file.replaceAll(/[^a-z0-9-]+/gi, '-')}`, t)

const filesTable = (t: Teller): Html =>
  tableHtml(
    t.say('Every result of the run', 'Elk resultaat van de run'),
    [{ head: t.say('file', 'bestand') }, { head: t.say('digest', 'digest') }],
    Object.keys(t.sources.run.files).map((file) => [
      html`<code id="${evidenceAnchor(file, t)}" data-file="${file}">${file}</code>`,
      html`<code>${t.num('run', ({ files }) => files[file])}</code>`,
    ]),
  )

const lineageTable = (t: Teller): Html => {
  const { say, num, sources } = t
  const made = (id: string, text: string): Html => html`<span id="${anchor(id, t)}">${text}</span>`
  return tableHtml(
    say('What the results were made of', 'Waar de resultaten van zijn gemaakt'),
    [{ head: say('what', 'wat') }, { head: say('digest or value', 'digest of waarde') }],
    [
      [
        html`${made('evidence-study', say('study', 'studie'))}`,
        html`<code>${num('run', ({ study }) => study.digest)}</code>`,
      ],
      [say('data', 'gegevens'), html`<code>${num('run', ({ data }) => data)}</code>`],
      [made('code', say('code', 'code')), html`<code>${num('run', ({ code }) => code)}</code>`],
      [
        made('evidence-run-json', say('version of the workbench (run.json)', 'versie van de werkbank (run.json)')),
        num('run', ({ packageVersion }) => packageVersion),
      ],
      [say('seed', 'seed'), num('run', ({ seed }) => seed)],
      [say('begun', 'begonnen'), num('run', ({ startedAt }) => startedAt)],
      [
        made('evidence-model-model-json', say('frozen model', 'bevroren model')),
        sources.run.model === null
          ? say('none was kept', 'geen bewaard')
          : html`<code>${num('run', ({ model }) => model)}</code>`,
      ],
    ],
  )
}

/** Digests of everything that the dossier rests on, and how to check them. */
export const evidenceSection = ({ t }: Scene): Html => {
  const { say } = t
  return html`<p>${say(
    'Every number above stands in one of these files; its place is in the page’s source, beside the number. A file that was changed after the run has another digest, and no dossier is made of such a run.',
    'Elk getal hierboven staat in een van deze bestanden; de plaats staat in de bron van de pagina, naast het getal. Een bestand dat na de run is veranderd heeft een andere digest, en van zo’n run wordt geen dossier gemaakt.',
  )}</p>
${lineageTable(t)}${filesTable(t)}<h3>${say('Check it yourself', 'Controleer het zelf')}</h3>
<pre><code>maatwerkscan verify RUN/model
maatwerkscan dossier RUN</code></pre>
${
  t.sources.run.study.synthetic
    ? html`<p>${say('The data are synthetic: no person in them exists.', 'De gegevens zijn synthetisch: geen mens erin bestaat.')}</p>\n`
    : NOTHING
}`
}
