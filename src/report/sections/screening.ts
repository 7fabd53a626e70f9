import type { ScreeningResult } from '../../../data-schemas/results/screening.js'
import { reasonText } from '../reasons.js'
import { textTable } from '../table.js'
import { type Language, NOTHING, word } from '../words.js'

type Grade = ScreeningResult['candidates'][number]['ethics']['grade']

const MARK: Readonly<Record<Grade, string>> = { pass: '✓', warn: '~', fail: '✗' }

const mark = (lens: { readonly grade: Grade } | null): string => (lens === null ? NOTHING : MARK[lens.grade])

/** The ledger: every candidate on four criteria, the decision and its reason. */
export const screeningSection = (
  result: ScreeningResult,
  options: { readonly language: Language; readonly columns: number },
): string => {
  const { language, columns } = options
  const names = Math.max(...result.candidates.map(({ name }) => name.length))
  return textTable(
    [
      { head: word('candidate', language) },
      { head: word('validity', language) },
      { head: word('explainability', language) },
      { head: word('quality', language) },
      { head: word('ethics', language) },
      { head: word('decision', language) },
      { head: word('reason', language), width: Math.max(30, columns - names - 64) },
    ],
    result.candidates.map((candidate) => [
      candidate.name,
      mark(candidate.validity),
      mark(candidate.explainability),
      mark(candidate.dataQuality),
      mark(candidate.ethics),
      word(candidate.decision, language),
      reasonText(candidate, language),
    ]),
  )
}
