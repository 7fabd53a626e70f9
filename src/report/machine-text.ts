import type { Bilingual } from '../../data-schemas/bilingual.js'
import { textTable } from './table.js'
import type { Language } from './words.js'

/** A thing that the machine has or has not; see `cli/machine-check.ts`. */
interface Checked {
  readonly name: string
  readonly need: 'needed' | 'optional'
  readonly found: boolean
  readonly detail: string
}

const FOR: Readonly<Record<string, Bilingual>> = {
  node: { en: 'everything; 20.19 or newer', nl: 'alles; 20.19 of nieuwer' },
  duckdb: { en: 'reading, checking and counting rows', nl: 'rijen lezen, controleren en tellen' },
  memory: { en: 'the flagship run takes 3 GB', nl: 'de hoofdrun vraagt 3 GB' },
  folder: { en: 'writing runs here', nl: 'hier runs schrijven' },
  'tfjs-wasm': { en: 'the challenger', nl: 'de uitdager' },
  'tfjs-node': { en: 'the challenger, faster; not needed', nl: 'de uitdager, sneller; niet nodig' },
  python: {
    en: '3.11 or newer: JupyterLab, and the test groups with peers',
    nl: '3.11 of nieuwer: JupyterLab, en de testgroepen met andere pakketten',
  },
  jupyterlab: {
    en: 'notebooks in a browser; `lab` installs it on first use',
    nl: 'notebooks in een browser; `lab` installeert het bij het eerste gebruik',
  },
  browser: { en: 'reading pages; the browser tests', nl: 'pagina’s lezen; de browsertests' },
  java: { en: 'the PMML test group', nl: 'de PMML-testgroep' },
  openssl: { en: 'making keys to sign with (docs/FREEZE.md)', nl: 'sleutels maken om mee te tekenen (docs/FREEZE.md)' },
}

const WORDS = {
  what: { en: 'what', nl: 'wat' },
  here: { en: 'here', nl: 'hier' },
  for: { en: 'what it is for', nl: 'waarvoor' },
  no: { en: 'not found', nl: 'niet gevonden' },
  missing: { en: 'MISSING', nl: 'ONTBREEKT' },
  good: { en: 'Everything that is needed is here.', nl: 'Alles wat nodig is, is er.' },
  bad: {
    en: 'Something that is needed is not here: see MISSING.',
    nl: 'Er ontbreekt iets dat nodig is: zie ONTBREEKT.',
  },
} as const satisfies Readonly<Record<string, Bilingual>>

/** What the machine has, what each thing is for, and whether the workbench can run. */
export const machineText = (checks: readonly Checked[], language: Language): string => {
  const say = (name: keyof typeof WORDS): string => WORDS[name][language]
  const state = ({ found, need, detail }: Checked): string => {
    if (found) return detail
    return need === 'needed' ? `${say('missing')} ${detail}`.trim() : say('no')
  }
  return [
    textTable(
      [{ head: say('what') }, { head: say('here') }, { head: say('for') }],
      checks.map((one) => [one.name, state(one), FOR[one.name]?.[language] ?? '']),
    ),
    '',
    checks.every(({ found, need }) => found || need === 'optional') ? say('good') : say('bad'),
  ].join('\n')
}
