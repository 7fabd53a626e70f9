/**
 * Numbers of the pilot overlay. Weeks count from Monday of week 0 of `base`: week 39 is 4 October 2021, week 90 is 26 September 2022.
 * All are assumptions, tuned to the published pilot.
 */
export const pilotParameters = {
  /** Spells drawn for a window of 156 weeks; in proportion for another window. */
  spells: 46_500,
  drawnOver: 267,
  /** Number of the first person of the pilot, so that no other person has it. */
  firstNumber: 50_000_000,
  firstWeek: 39,
  lastWeek: 90,
  contactBefore: 95,
  every: 2,
  application: -0.5,
  priorApplication: 1,
  priorJob: -0.5,
  priorLogit: 0.15,
  experiment: 0.8,
  threshold: 0.12,
  waitMean: 5,
  takesPart: { experiment: 0.41, control: 0.035 },
  /** Of the people who are contacted and do not take part: not assessed. */
  notAssessed: 0.09,
  threeWay: 0.36,
  effect: 0.55,
  followUpWeeks: 104.36,
} as const

/** Cut points and pseudo-people of the national model that gives the pilot its scores. */
export const modelParameters = {
  untilWeek: 51,
  every: 4,
  age: [21.5, 24.5, 27.5, 31.5, 36.5, 41.5, 46.5, 51.5, 54.5, 57.5, 58.5, 59.5, 61.5],
  right: [3.5, 5.5, 8.5, 11.5, 15.5, 19.5, 23.5],
  left: [0.5, 1.5, 2.5, 3.5, 5.5, 7.5, 9.5, 10.5, 11.5, 12.5, 15.5],
  amount: [500, 700, 850, 1000, 1150, 1300, 1500, 1750, 2100, 2600],
  pseudoPeople: 20,
  pseudoPeopleMunicipality: 250,
} as const
