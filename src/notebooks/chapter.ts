import { type Language, NOTHING, number, percent } from '../report/words.js'
import type { FinishedRun } from '../run-folder-reader.js'
import { RESULT_FILES, type RunResults } from '../run-results.js'

/** The notebooks, in the order they are read. */
export type Chapter = 'data' | 'screening' | 'bins' | 'selection' | 'fit' | 'list' | 'fairness' | 'freeze'

interface Closing {
  readonly decision: string
  readonly evidence: readonly string[]
  /** Results that the decision stands on. */
  readonly results: readonly (keyof RunResults)[]
}

type Say = (en: string, nl: string) => string
type Write = (results: RunResults, say: Say, language: Language) => Closing

interface Estimated {
  readonly estimate: unknown
  readonly lower: number | null
  readonly upper: number | null
}

const within = ({ estimate, lower, upper }: Estimated, shown: (value: number) => string): string => {
  if (typeof estimate !== 'number') return NOTHING
  return lower === null || upper === null ? shown(estimate) : `${shown(estimate)} (${shown(lower)}–${shown(upper)})`
}

const count = (value: number | null, language: Language): string =>
  value === null ? NOTHING : number(value, 0, language)

const data: Write = ({ contract, panel }, say, language) => {
  const { train, test } = panel.split
  const found = (severity: string): number => contract.issues.filter((one) => one.severity === severity).length
  return {
    decision: contract.passed
      ? say('The data keep the contract and go on.', 'De gegevens houden zich aan het contract en gaan door.')
      : say('The data break the contract and do not go on.', 'De gegevens schenden het contract en gaan niet door.'),
    evidence: [
      say(
        `Learned from ${count(train.people, language)} people (${count(train.rows, language)} rows), measured on ${count(test.people, language)} people (${count(test.rows, language)} rows).`,
        `Geleerd van ${count(train.people, language)} mensen (${count(train.rows, language)} rijen), gemeten bij ${count(test.people, language)} mensen (${count(test.rows, language)} rijen).`,
      ),
      say(
        `Rules broken: ${found('refuse')} refusing, ${found('refused-rows')} within the share the study allows, ${found('warn')} warnings.`,
        `Geschonden regels: ${found('refuse')} weigerend, ${found('refused-rows')} binnen het toegestane aandeel, ${found('warn')} waarschuwingen.`,
      ),
    ],
    results: ['contract', 'panel'],
  }
}

const guardsLine = (
  examination: { readonly guards: readonly { readonly passed: boolean; readonly name: string }[] } | undefined,
  say: Say,
): string => {
  if (examination === undefined) return say('Not examined.', 'Niet onderzocht.')
  const fired = examination.guards.filter(({ passed }) => !passed).map(({ name }) => `\`${name}\``)
  const all = examination.guards.length
  return fired.length === 0
    ? say(`All guards of the examination passed (${all}).`, `Alle bewakers van het onderzoek zijn gehaald (${all}).`)
    : say(
        `${fired.length} of ${all} guards did not pass: ${fired.join(', ')}.`,
        `${fired.length} van ${all} bewakers niet gehaald: ${fired.join(', ')}.`,
      )
}

const screening: Write = ({ screening: { candidates, admissible }, screeningExamination }, say) => {
  const out = candidates.filter(({ name }) => !admissible.includes(name)).map(({ name }) => `\`${name}\``)
  return {
    decision: say(
      `${admissible.length} of ${candidates.length} candidates may be chosen.`,
      `${admissible.length} van ${candidates.length} kandidaten mogen worden gekozen.`,
    ),
    evidence: [
      out.length === 0
        ? say('None was left out.', 'Geen is weggelaten.')
        : say(`Left out: ${out.join(', ')}.`, `Weggelaten: ${out.join(', ')}.`),
      guardsLine(screeningExamination, say),
    ],
    results: ['screening', 'screeningExamination'],
  }
}

const bins: Write = ({ encoding: { candidates, skipped } }, say) => {
  const proven = candidates.filter(({ certificate }) => certificate !== null).length
  const thin = candidates.filter(({ insufficient }) => insufficient.length > 0).length
  return {
    decision: say(
      `${candidates.length} candidates are written as levels that a person can read; not encoded: ${skipped.length}.`,
      `${candidates.length} kandidaten zijn geschreven als niveaus die een mens kan lezen; niet gecodeerd: ${skipped.length}.`,
    ),
    evidence: [
      say(
        `For ${proven} it is proven that no other bins of the same parts, under the same rules, say more.`,
        `Voor ${proven} is bewezen dat geen andere klassen van dezelfde delen, onder dezelfde regels, meer zeggen.`,
      ),
      say(
        `Candidates with a level of too few people: ${thin}; such a level is neutral.`,
        `Kandidaten met een niveau van te weinig mensen: ${thin}; zo'n niveau is neutraal.`,
      ),
    ],
    results: ['encoding'],
  }
}

const selection: Write = (
  { selection: { selected, certificate, nearOptimal }, selectionExamination },
  say,
  language,
) => {
  const next = nearOptimal[0]
  const sets = count(certificate.subsets, language)
  return {
    decision: say(`Chosen: ${selected.length} indicators.`, `Gekozen: ${selected.length} indicatoren.`).concat(
      ` ${selected.map((name) => `\`${name}\``).join(', ')}.`,
    ),
    evidence: [
      certificate.kind === 'exact'
        ? say(`Proven best of ${sets} sets.`, `Bewezen de beste van ${sets} verzamelingen.`)
        : say(
            `The search of ${sets} sets was stopped; not proven.`,
            `Het zoeken in ${sets} verzamelingen is gestopt; niet bewezen.`,
          ),
      ...(next === undefined
        ? []
        : [
            say(
              `The next best set is ${number(next.distance, 2, language)} behind in log-likelihood.`,
              `De op een na beste verzameling ligt ${number(next.distance, 2, language)} achter in log-likelihood.`,
            ),
          ]),
      guardsLine(selectionExamination, say),
    ],
    results: ['selection', 'selectionExamination'],
  }
}

const fit: Write = ({ fit: fitted, calibration, calibrationExamination, fitExamination }, say, language) => {
  const two = (value: number): string => number(value, 2, language)
  return {
    decision: say(
      `The model has ${fitted.terms.length} terms; recalibration: ${calibration.method}.`,
      `Het model heeft ${fitted.terms.length} termen; herkalibratie: ${calibration.method}.`,
    ),
    evidence: [
      say(
        `Slope on the test side (1 is right): ${within(calibration.test.slope, two)}.`,
        `Helling op de testkant (1 is goed): ${within(calibration.test.slope, two)}.`,
      ),
      say(
        `Observed ÷ expected (1 is right): ${within(calibration.test.observedToExpected, two)}.`,
        `Waargenomen ÷ verwacht (1 is goed): ${within(calibration.test.observedToExpected, two)}.`,
      ),
      `Fit: ${guardsLine(fitExamination, say)}`,
      `${say('Calibration', 'Kalibratie')}: ${guardsLine(calibrationExamination, say)}`,
    ],
    results: ['fit', 'scorecard', 'fitExamination', 'calibration', 'calibrationExamination'],
  }
}

const list: Write = ({ ranking: { test }, rankingExamination }, say, language) => {
  const share = (value: number): string => percent(value, language)
  return {
    decision: test.atK
      .map(({ k, recall }) => {
        const found = within({ estimate: recall.expected, lower: recall.lower, upper: recall.upper }, share)
        const part = percent(k, language, 0)
        return say(
          `A list of ${part} finds ${found} of the people with the outcome.`,
          `Een lijst van ${part} vindt ${found} van de mensen met de uitkomst.`,
        )
      })
      .join(' '),
    evidence: [
      say(
        `AUC ${within(test.auc, (value) => number(value, 3, language))}, on ${count(test.people, language)} people that nothing was learned from.`,
        `AUC ${within(test.auc, (value) => number(value, 3, language))}, bij ${count(test.people, language)} mensen van wie niets is geleerd.`,
      ),
      guardsLine(rankingExamination, say),
    ],
    results: ['ranking', 'rankingExamination'],
  }
}

const fairness: Write = ({ fairness: { attributes, k }, fairnessExamination }, say, language) => {
  const all = attributes.flatMap(({ comparisons }) => comparisons.filter(({ metric }) => metric === 'recall'))
  const of = (verdict: string): number => all.filter((one) => one.verdict === verdict).length
  return {
    decision:
      attributes.length === 0
        ? say(
            'No groups were compared: the study names no audit attribute.',
            'Er zijn geen groepen vergeleken: de studie noemt geen kenmerk.',
          )
        : say(
            `People found, group against reference, at ${percent(k, language, 0)}: ${of('gap')} gaps, ${of('equivalent')} shown equivalent, ${of('cannot-tell')} that these people cannot tell.`,
            `Gevonden mensen, groep tegen referentie, bij ${percent(k, language, 0)}: ${of('gap')} verschillen, ${of('equivalent')} aantoonbaar gelijkwaardig, ${of('cannot-tell')} niet te zeggen met deze mensen.`,
          ),
    evidence: [
      say('"Cannot tell" is never read as equal.', '"Niet te zeggen" wordt nooit gelezen als gelijk.'),
      guardsLine(fairnessExamination, say),
    ],
    results: ['fairness', 'fairnessExamination'],
  }
}

const freeze: Write = ({ gates: { gates, passed } }, say) => {
  const names = (severity: string): readonly string[] =>
    gates.filter((gate) => !gate.passed && gate.severity === severity).map(({ name }) => `\`${name}\``)
  const [refused, warned] = [names('refuse'), names('warn')]
  return {
    decision: passed
      ? say(
          'No gate refuses: the model may leave the workbench, for people to decide on.',
          'Geen poort weigert: het model mag de werkplaats uit, waarna mensen erover besluiten.',
        )
      : say('A gate refuses: this model is not for use.', 'Een poort weigert: dit model is niet voor gebruik.'),
    evidence: [
      ...(refused.length === 0
        ? []
        : [say(`Refused by ${refused.join(', ')}.`, `Geweigerd door ${refused.join(', ')}.`)]),
      ...(warned.length === 0 ? [] : [say(`Warnings: ${warned.join(', ')}.`, `Waarschuwingen: ${warned.join(', ')}.`)]),
      say(`${gates.length} gates and guards were asked.`, `${gates.length} poorten en bewakers zijn bevraagd.`),
    ],
    results: ['gates'],
  }
}

const CHAPTERS: Readonly<Record<Chapter, Write>> = { data, screening, bins, selection, fit, list, fairness, freeze }

const sayIn =
  (language: Language): Say =>
  (en, nl) =>
    language === 'nl' ? nl : en

/** What stands above every notebook, as Markdown: which run this is, and that its people do not exist where they are synthetic. */
export const opening = ({ manifest, results }: FinishedRun, language: Language): string => {
  const say = sayIn(language)
  const { study } = manifest
  return [
    ...(study.synthetic
      ? [say('**Synthetic data: no person in it exists.**', '**Synthetische gegevens: geen persoon hierin bestaat.**')]
      : []),
    ...(results.gates.passed
      ? []
      : [say('**A gate refuses this model: not for use.**', '**Een poort weigert dit model: niet voor gebruik.**')]),
    say(
      `Study \`${study.name}\` version ${study.version}, seed ${manifest.seed}, data \`${manifest.data.slice(0, 12)}\`.`,
      `Studie \`${study.name}\` versie ${study.version}, seed ${manifest.seed}, gegevens \`${manifest.data.slice(0, 12)}\`.`,
    ),
  ].join('\n\n')
}

/** What a notebook ends with, as Markdown: the decision, its evidence, and the digests of the results that it stands on. */
export const closing = (run: FinishedRun, chapter: Chapter, language: Language): string => {
  const say = sayIn(language)
  const { decision, evidence, results } = CHAPTERS[chapter](run.results, say, language)
  const files = results.map((room) => `${RESULT_FILES[room]}.json`).filter((file) => file in run.manifest.files)
  return [
    `**${say('Decision', 'Besluit')}.** ${decision}`,
    `**${say('Evidence', 'Bewijs')}.**`,
    evidence.map((line) => `- ${line}`).join('\n'),
    `**${say('Digests', 'Vingerafdrukken')}** (SHA-256)`,
    [
      ...files.map((file) => `- \`${file}\` \`${run.manifest.files[file]}\``),
      ...(chapter === 'freeze' && run.manifest.model !== null ? [`- model \`${run.manifest.model}\``] : []),
    ].join('\n'),
  ].join('\n\n')
}
