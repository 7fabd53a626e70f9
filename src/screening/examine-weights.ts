import type { Lens, ScreeningResult } from '../../data-schemas/results/screening.js'
import type { ScreeningExaminationResult } from '../../data-schemas/results/screening-examination.js'
import type { Study } from '../../data-schemas/study.js'
import { type GradedCandidate, gradesOf, LENSES, pivotalJudgements, weightShares } from './weight-sensitivity.js'

type Sensitivity = ScreeningExaminationResult['sensitivity']
type Grader = Study['examination']['screening']['graders'][number]

const VALUE = { pass: 1, warn: 0.5, fail: 0 } as const

const weightsOf = ({ weights }: Grader): readonly [number, number, number, number] => [
  weights.validity,
  weights.explainability,
  weights['data-quality'],
  weights.ethics,
]

const regraded = (candidates: readonly GradedCandidate[], { grades }: Grader): readonly GradedCandidate[] =>
  candidates.map(({ name, grades: own }) => {
    const given = (lens: Lens, computed: number): number => {
      const found = grades.find((one) => one.candidate === name && one.lens === lens)
      return found === undefined ? computed : VALUE[found.grade]
    }
    const [a, b, c, d] = LENSES.map((lens, i) => given(lens, own[i] as number)) as [number, number, number, number]
    return { name, grades: [a, b, c, d] }
  })

/** The best by one grader: certainly in, and tied for the places that are left. */
const bestOf = (
  candidates: readonly GradedCandidate[],
  places: number,
  grader: Grader,
): Sensitivity['graders'][number] => {
  const weights = weightsOf(grader)
  const scored = regraded(candidates, grader).map(({ name, grades }) => ({
    name,
    score: grades.reduce((sum, own, i) => sum + own * (weights[i] as number), 0),
  }))
  const last = scored.map(({ score }) => score).sort((a, b) => b - a)[Math.min(places, scored.length) - 1] ?? 0
  const room = 1e-12 * Math.max(1, ...weights)
  const [above, tied] = [
    scored.filter(({ score }) => score > last + room).map(({ name }) => name),
    scored.filter(({ score }) => Math.abs(score - last) <= room).map(({ name }) => name),
  ]
  const all = above.length + tied.length <= places
  return {
    author: grader.author,
    date: grader.date,
    certain: all ? [...above, ...tied] : above,
    tied: all ? [] : tied,
  }
}

/** In how much of the simplex of weights each candidate is among the best, which single grades decide, and what each grader would choose. */
export const examineWeights = (study: Study, screening: ScreeningResult, selected: readonly string[]): Sensitivity => {
  const { weightSteps: steps, graders } = study.examination.screening
  const places = study.selection.size
  const candidates = screening.candidates.map(gradesOf)
  const shares = weightShares(candidates, places, { kind: 'grid', steps })
  return {
    places,
    weightings: ((steps + 1) * (steps + 2) * (steps + 3)) / 6,
    shares: shares.map(({ name, share, certain, possible }) => ({
      candidate: name,
      share,
      certain,
      possible,
      selected: selected.includes(name),
    })),
    pivotal: pivotalJudgements(candidates, places).map(({ name, enters, leaves, ...rest }) => ({
      candidate: name,
      ...rest,
      enters: [...enters],
      leaves: [...leaves],
    })),
    graders: graders.map((grader) => bestOf(candidates, places, grader)),
  }
}
