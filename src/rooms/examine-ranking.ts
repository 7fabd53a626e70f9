import type { RankingExaminationResult } from '../../data-schemas/results/ranking-examination.js'
import { changesAtAdoption } from '../explanation/list-course.js'
import { densePeople } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { quarterOf } from '../panel/period-dates.js'
import { type TestLists, testLists } from '../panel/test-lists.js'
import { adoptionGuards, adoptionVerdict } from '../ranking/adoption-verdict.js'
import { besideChampion, overlapGuard } from '../ranking/beside-champion.js'
import { type Intake, simulateIntake } from '../ranking/intake.js'
import { churnGuard, intakeGuard, maturityGuard } from '../ranking/list-guards.js'
import { productionListing } from '../ranking/listing.js'
import { missedPeople } from '../ranking/missed-people.js'
import { type OpenWindowBounds, openWindowBounds } from '../ranking/open-windows.js'
import { type ListedRanking, type Ranking, rankingOf, rankingWithin } from '../ranking/order.js'
import { tieDraws, tieGuard } from '../ranking/production-ties.js'
import { type QuarterTrend, quarterTrends, shiftGuards } from '../ranking/quarter-trends.js'
import { adoptionRule, COMPARISON_SEED } from './adoption-rule.js'
import { asideOf, awaited } from './aside.js'
import { championScores } from './champion.js'
import type { Examined } from './examined.js'
import { contributionsOf, eventPeriods, levelsOf, type TestDates, testDates } from './test-course.js'

type Result = RankingExaminationResult
type Champion = Exclude<Result['champion'], Undefined>
type Beside = Pick<ReturnType<typeof besideChampion>, 'comparison' | 'overlap'>

/** Everything that the parts of this examination share. */
interface Work {
  readonly of: Examined
  readonly shares: readonly number[]
  /** The smallest list of the study. */
  readonly k: number
  readonly minimum: number
  readonly dates: TestDates | Undefined
  readonly places: TestLists
  readonly ranking: Ranking
  /** The lists of the study; undefined when it names none. */
  readonly lists: ListedRanking | undefined
}

const prepare = async (of: Examined): Promise<Work> => {
  const { run, test } = of
  const { study, opened, panel } = run
  const ranking = rankingOf(test.score)
  return {
    of,
    shares: study.evaluation.k,
    k: Math.min(...study.evaluation.k),
    minimum: study.disclosure.minimum,
    dates: await testDates(run, test),
    places: await testLists(study, opened, { panel, salt: study.name }),
    ranking,
    lists: study.key.list === undefined ? undefined : rankingWithin(ranking, test.list),
  }
}

const rowsOf = ({ of: { test } }: Work) => ({ score: test.score, label: test.outcome, person: test.person })

const quartersOf = (work: Work): readonly QuarterTrend[] | Undefined => {
  const { dates, shares, minimum } = work
  if ('kind' in dates) return dates
  const { study } = work.of.run
  const names = [...new Set(dates.dates.map(quarterOf))]
  const of = dates.period.map((date) => names.indexOf(quarterOf(dates.dates[date] as string)))
  const { replicates } = study.examination.ranking
  return quarterTrends({ of, names }, rowsOf(work), { shares, replicates, seed: study.seed, minimum })
}

const maturityOf = (work: Work): readonly OpenWindowBounds[] | Undefined => {
  const { run, judged, test } = work.of
  const open = judged.panel.open.map(({ rows }) => rows)
  if (run.study.outcome.kind !== 'event') return undefinedBecause('the outcome has no window that can be open')
  if (run.study.split.kind !== 'time' && open.length > 0)
    return undefinedBecause('the split is not by time: open windows fall on both sides')
  if (open.includes(null)) return undefinedBecause('a month of open windows has too few people to count')
  const list = work.lists === undefined ? {} : { list: test.list }
  return openWindowBounds({ ...rowsOf(work), ...list }, open as number[], work)
}

const intakeOf = async (work: Work): Promise<Intake | Undefined> => {
  const { dates, places, minimum, k } = work
  const { run, test } = work.of
  if ('kind' in dates) return dates
  const eventPeriod = await eventPeriods(run, test, dates)
  if ('kind' in eventPeriod) return eventPeriod
  const { person, score } = test
  const rows = { score, person, period: dates.period, office: places.office, tieKey: places.tieKey, eventPeriod }
  const capacity = run.study.examination.ranking.places ?? ({ kind: 'share', share: k } as const)
  return simulateIntake(rows, { capacity, minimum })
}

const churnOf = async (work: Work): Promise<Result['churn']> => {
  const { dates, places, k, minimum } = work
  const { run, test, fitted } = work.of
  if ('kind' in dates) return dates
  const { score, person, blocks } = test
  const contributions = contributionsOf(blocks, fitted.estimates, score.length)
  return asideOf(run)('listCourse', { score, person, ...dates, ...places, contributions }, { k, minimum })
}

const missedOf = (work: Work): Result['missed'] => {
  const { ranking, lists, k, minimum, places } = work
  const { run, test, fitted } = work.of
  const cut = { tieKey: places.tieKey, ...(lists === undefined ? {} : { lists }) }
  const listed = productionListing(ranking, { kind: 'share', share: k }, cut)
  const { people, missed, tried, rules } = missedPeople(
    listed,
    { label: test.outcome, person: test.person, indicators: levelsOf(fitted.chosen, test.blocks) },
    { minimum, seed: run.study.seed, rules: run.study.examination.ranking.rules },
  )
  return { k, people, missed, tried, rules: rules.map((rule) => ({ ...rule, levels: [...rule.levels] })) }
}

const tiesOf = (work: Work): Exclude<Result['ties'], Undefined> => {
  const { ranking, lists, places, shares, minimum } = work
  const { run, test } = work.of
  const people = densePeople(test.person)
  const rows = { ranking, label: test.outcome, people, tieKey: places.tieKey }
  return {
    salt: run.study.name,
    lists: [...tieDraws({ ...rows, ...(lists === undefined ? {} : { lists }) }, { shares, minimum })],
  }
}

/** The model in use on the same people, and what the adoption rule needs of it. */
const championIn = async (work: Work): Promise<{ readonly shown: Champion; readonly beside: Beside } | undefined> => {
  const { shares, k, minimum, places, dates } = work
  const { run, test, champion } = work.of
  if (champion === undefined) return undefined
  const { study } = run
  const { score, refused } = await championScores(champion, run)
  const list = work.lists === undefined ? {} : { list: test.list }
  const sizes = [
    ...new Set([...shares, ...(study.evaluation.adoption === undefined ? [] : [study.evaluation.adoption.k])]),
  ]
  const found = besideChampion(
    { model: test.score, champion: score, label: test.outcome, person: test.person, tieKey: places.tieKey, ...list },
    { shares: sizes, replicates: study.examination.ranking.replicates, seed: COMPARISON_SEED, minimum },
  )
  const course = { score: test.score, champion: score, person: test.person, office: places.office }
  const { comparison, overlap } = found
  return {
    beside: { comparison, overlap },
    shown: {
      modelId: champion.modelId,
      name: champion.name,
      draft: champion.draft !== null,
      refused: refused < minimum ? null : refused,
      rows: comparison.rows,
      people: comparison.people,
      replicates: comparison.replicates,
      recall: [...found.recall],
      auc: found.auc,
      rankCorrelation: found.rankCorrelation,
      overlap: [...overlap],
      atAdoption: 'kind' in dates ? dates : changesAtAdoption({ ...course, ...dates }, { k, minimum }),
    },
  }
}

const leadsOf = ({ of: { judged } }: Work) =>
  judged.ranking.baselines.filter(({ kind }) => kind === 'rule').map(({ name, difference }) => ({ name, difference }))

const shownIntake = (intake: Intake, work: Work): Exclude<Result['intake'], Undefined> => {
  const { dates, k } = work
  const places = work.of.run.study.examination.ranking.places ?? { kind: 'share' as const, share: k }
  return {
    ...intake,
    places,
    course: intake.course.map(({ period, ...counts }) => ({
      date: 'kind' in dates ? '' : (dates.dates[period] as string),
      ...counts,
    })),
  }
}

/** The list through time and capacity, who is missed, production's draw among equals, and the model beside the one in use. */
export const examineRanking = async (of: Examined): Promise<RankingExaminationResult> => {
  const work = await prepare(of)
  const { study, stamp } = of.run
  const asked = study.examination.ranking
  const course = churnOf(work)
  // Waited for below; until then a failure of another part may come first.
  course.catch(() => undefined)
  const trends = quartersOf(work)
  const maturity = maturityOf(work)
  const intake = await intakeOf(work)
  const ties = tiesOf(work)
  const champion = await championIn(work)
  const missed = missedOf(work)
  const churn = await awaited(of.run, course)
  const found = { comparison: champion?.beside.comparison, leads: leadsOf(work) }
  const adoption = adoptionVerdict(adoptionRule(study), found)
  const within = work.lists === undefined ? ('pooled' as const) : ('lists' as const)
  return {
    kind: 'ranking-examination',
    ...stamp,
    replicates: asked.replicates,
    quarters: 'kind' in trends ? trends : trends.map((trend) => ({ ...trend, periods: [...trend.periods] })),
    maturity: 'kind' in maturity ? maturity : maturity.map((bounds) => ({ within, ...bounds })),
    intake: 'kind' in intake ? intake : shownIntake(intake, work),
    churn,
    missed,
    ties,
    champion: champion?.shown ?? undefinedBecause('no model in use was given'),
    adoption,
    openings: of.opening ?? undefinedBecause('no log of openings was kept'),
    guards: [
      ...shiftGuards(trends, asked.shift),
      ...maturityGuard(maturity, asked.maxUnknown),
      ...intakeGuard(intake, asked.maxUnused),
      ...churnGuard('kind' in churn ? [] : churn.changes, asked.maxChurn),
      ...tieGuard(ties.lists),
      ...overlapGuard(champion?.beside.overlap ?? [], asked.minOverlap),
      ...adoptionGuards(adoption, of.opening),
    ],
  }
}
