/** Statistics that no other tool computes, and the test that holds them. */
export interface OtherProof {
  readonly what: string
  readonly proof: string
  /** File of the test; its name must exist. */
  readonly test: string
}

export const OTHER_PROOFS: readonly OtherProof[] = [
  {
    what: 'Person-clustered bootstrap of recall, AUC, intercept and slope',
    proof:
      'equals every measure computed on the rows really repeated, k drawn anew; its weights follow the multinomial distribution',
    test: 'tests/ranking/bootstrap.test.ts',
  },
  {
    what: 'Calibration slope of a resample',
    proof: 'its spread agrees with the person-clustered sandwich',
    test: 'tests/calibration/slope-statistic.test.ts',
  },
  {
    what: 'Comparison of lists and the price of an indicator',
    proof: 'intervals of people drawn and written out; coverage on simulated populations',
    test: 'tests/ranking/compare-lists.test.ts',
  },
  {
    what: 'Trend over periods',
    proof: 'one in twenty under no trend, people being in several periods',
    test: 'tests/ranking/trend.test.ts',
  },
  {
    what: 'Rules that describe the people who are missed',
    proof: 'planted rules are found, and none in noise',
    test: 'tests/ranking/missed-people.test.ts',
  },
  {
    what: 'Near-optimal set',
    proof: 'the sets that brute force finds, and no other',
    test: 'tests/selection/near-optimal.test.ts',
  },
  {
    what: 'Inclusion frequency',
    proof: 'each replicate chooses what brute force chooses on the resampled rows',
    test: 'tests/selection/inclusion.test.ts',
  },
  {
    what: 'Optimism of a pipeline',
    proof: 'that of a mean is twice its variance, as theory says',
    test: 'tests/numeric/optimism.test.ts',
  },
  {
    what: 'Integer points and the bound on their loss',
    proof: 'never better than the best of all cards, which never beats the bound',
    test: 'tests/fit/integer-points.test.ts',
  },
  {
    what: 'Binning that holds its order in every period',
    proof: 'the best of all cuts that hold it, by brute force',
    test: 'tests/encoding/steady.test.ts',
  },
  {
    what: 'Difference between groups within strata, clustered',
    proof:
      'Mantel–Haenszel with one row a person; the plain clustered difference in one stratum; one in twenty under no difference',
    test: 'tests/fairness/conditional-parity.test.ts',
  },
  {
    what: 'Group intervals with the cut drawn anew',
    proof: 'equal those of a data set in which each person occurs as often as drawn',
    test: 'tests/fairness/redrawn-cut.test.ts',
  },
  {
    what: 'Bias scan',
    proof:
      'at most one false alarm in twenty sets without any difference, and more than one in five without the honest split',
    test: 'tests/fairness/bias-scan.test.ts',
  },
  {
    what: 'Sensitivity of the choice to weights',
    proof: 'volumes of the weight simplex known in closed form',
    test: 'tests/screening/weight-sensitivity.test.ts',
  },
  {
    what: 'Rows that stand in for those that help touched',
    proof:
      'the planted risk without help comes back, where keeping or leaving out misses it; with nobody offered help, the bytes of keeping',
    test: 'tests/rooms/exposure-weight.test.ts',
  },
  {
    what: 'Negative controls and contamination',
    proof: 'the null that they state is met, one in twenty',
    test: 'tests/screening/negative-controls.test.ts',
  },
  {
    what: 'Contributions to a score',
    proof: 'add up to the score to the last bit',
    test: 'tests/explanation/contributions.test.ts',
  },
]
