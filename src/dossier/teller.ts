import type { Bilingual, Spoken } from '../../data-schemas/bilingual.js'
import type { Language } from '../../data-schemas/reasons.js'
import { WorkbenchError } from '../errors.js'
import { escapeHtml } from '../explanation/escape-html.js'
import { type Say, sayIn } from '../figures/context.js'
import { COUNT, type Format, TEXT, written } from '../figures/format.js'
import { reasonWords } from '../report/reason-words.js'
import { type Html, html, raw } from './html.js'
import { SOURCE_FILES, type Sources } from './sources.js'
import { type Traced, trace } from './trace.js'

type Pick<Room extends keyof Sources> = (source: NonNullable<Sources[Room]>) => unknown
type Bounds = { readonly lower: number | null; readonly upper: number | null }

/** Tells a run in one language. Whatever it takes from a result it binds to the place where it stands there. */
export interface Teller {
  readonly language: Language
  readonly sources: Sources
  readonly say: Say
  /** A number, date or word of a result, as people read it; why it is not there where it is undefined or suppressed. */
  readonly num: <Room extends keyof Sources>(room: Room, pick: Pick<Room>, format?: Format) => Html
  /** An estimate and its bounds: "62.4% (60.1 … 64.7%)". */
  readonly range: <Room extends keyof Sources>(
    room: Room,
    pick: (source: NonNullable<Sources[Room]>) => { readonly value: unknown; readonly bounds: Bounds },
    format: Format,
  ) => Html
  /** The same value in other words than the result's own. */
  readonly named: <Room extends keyof Sources>(room: Room, pick: Pick<Room>, shown: string) => Html
  /** How many items a list of a result has. */
  readonly count: <Room extends keyof Sources>(room: Room, pick: Pick<Room>) => Html
  /** How many items of a list have this value. */
  readonly countOf: <Room extends keyof Sources>(
    room: Room,
    pick: Pick<Room>,
    where: { readonly key: string; readonly is: string | boolean },
  ) => Html
  /** A text of the run's own in the language of the page. */
  readonly both: <Room extends keyof Sources>(
    room: Room,
    pick: (source: NonNullable<Sources[Room]>) => Bilingual,
  ) => Html
  /** A text of the study: in the language of the page where its author wrote both, else as it was written. */
  readonly spoken: <Room extends keyof Sources>(
    room: Room,
    pick: (source: NonNullable<Sources[Room]>) => Spoken,
  ) => Html
}

const dataOf = (value: unknown, { ref, text, more = '' }: { ref: string; text: string; more?: string }): Html =>
  raw(
    `<data value="${escapeHtml(typeof value === 'string' ? value : JSON.stringify(value))}" data-ref="${escapeHtml(ref)}"${more}>${escapeHtml(text)}</data>`,
  )

const absent = (value: unknown, { language, say }: { language: Language; say: Say }): string => {
  const because = (value as { readonly because?: unknown } | null)?.because
  if (typeof because === 'string') {
    const words = reasonWords(because, language)
    return words === null ? say('not defined', 'niet bepaald') : `${say('not defined', 'niet bepaald')}: ${words}`
  }
  return say('not shown', 'niet getoond')
}

const itemsOf = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value
  throw new WorkbenchError('not-a-list', {
    expected: 'a list of a result',
    found: typeof value,
    advice: 'this is a bug: only items of a list are counted',
  })
}

const shownAs = (value: unknown, format: Format, { language, say }: { language: Language; say: Say }): string =>
  typeof value === 'number' || typeof value === 'string'
    ? written(value, format, language)
    : absent(value, { language, say })

/** A teller of these sources in one language. */
export const tellerOf = (sources: Sources, language: Language): Teller => {
  const say = sayIn({ language })
  const at = (room: keyof Sources, pick: (source: never) => unknown): Traced & { readonly ref: string } => {
    const source = sources[room]
    if (source === undefined)
      throw new WorkbenchError('no-such-value', {
        expected: `a ${room} result`,
        found: 'none in this run',
        advice: 'this is a bug: ask whether the run has it first',
      })
    const found = trace<object>(source, pick as (source: object) => unknown)
    return { ...found, ref: `${SOURCE_FILES[room]}#${found.pointer}` }
  }
  const num: Teller['num'] = (room, pick, format = TEXT) => {
    const { value, ref } = at(room, pick)
    return dataOf(value, { ref, text: shownAs(value, format, { language, say }) })
  }
  return {
    language,
    sources,
    say,
    num,
    range: (room, pick, format) => {
      const value = num(room, (source) => pick(source).value, format)
      const lower = at(room, (source) => pick(source).bounds.lower)
      if (typeof lower.value !== 'number') return value
      const bound = (side: 'lower' | 'upper') => num(room, (source) => pick(source).bounds[side], format)
      return html`${value} (${bound('lower')} … ${bound('upper')})`
    },
    named: (room, pick, shown) => {
      const { value, ref } = at(room, pick)
      return dataOf(value, { ref, text: shown, more: ' data-named=""' })
    },
    count: (room, pick) => {
      const { value, ref } = at(room, pick)
      const { length } = itemsOf(value)
      return dataOf(length, { ref, text: written(length, COUNT, language), more: ' data-count=""' })
    },
    countOf: (room, pick, { key, is }) => {
      const { value, ref } = at(room, pick)
      const { length } = itemsOf(value).filter((item) => (item as Readonly<Record<string, unknown>>)[key] === is)
      const more = ` data-count="${escapeHtml(`${key}=${is}`)}"`
      return dataOf(length, { ref, text: written(length, COUNT, language), more })
    },
    both: (room, pick) => num(room, (source) => pick(source as never)[language]),
    spoken: (room, pick) =>
      num(room, (source) => {
        const text = pick(source as never)
        return typeof text === 'string' ? text : text[language]
      }),
  }
}
