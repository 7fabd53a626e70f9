import type { Gate, Study } from '../../data-schemas/study.js'
import type { Issue } from '../errors.js'
import { studyIssue } from './study-issue.js'
import { didYouMean } from './suggest.js'

const needsK: readonly string[] = ['recall', 'precision', 'lift', 'recall-minus-best-rule']

const gateIssues = (study: Study): readonly Issue[] =>
  study.gates.flatMap((gate: Gate, index): readonly Issue[] => {
    const place = `gates[${index}]`
    if (gate.kind === 'bound') {
      const { metric, k, min, max } = gate
      return [
        ...(min === undefined && max === undefined
          ? [studyIssue('gate-without-bound', place, ['"min" or "max"', 'neither', 'Add the bound.'])]
          : []),
        ...(min !== undefined && max !== undefined && min > max
          ? [studyIssue('gate-without-bound', place, ['min at most max', 'min above max', 'Swap them.'])]
          : []),
        ...(needsK.includes(metric) && k === undefined
          ? [studyIssue('gate-without-k', place, [`"k" for the metric ${metric}`, 'none', 'Add "k".'])]
          : []),
        ...(k !== undefined && needsK.includes(metric) && !study.evaluation.k.includes(k)
          ? [
              studyIssue('gate-without-k', `${place}.k`, [
                `one of evaluation.k (${study.evaluation.k.join(', ')})`,
                String(k),
                'Evaluate at that share, or name one that is evaluated.',
              ]),
            ]
          : []),
        ...(k !== undefined && !needsK.includes(metric)
          ? [
              studyIssue('gate-without-k', `${place}.k`, [
                `no "k": ${metric} does not depend on it`,
                String(k),
                'Remove it.',
              ]),
            ]
          : []),
      ]
    }
    if (gate.kind !== 'fairness') return []
    const attributes = study.audit.map(({ name }) => name)
    return [
      ...(gate.attribute !== undefined && !attributes.includes(gate.attribute)
        ? [
            studyIssue('unknown-attribute', `${place}.attribute`, [
              'the name of an audit attribute',
              `"${gate.attribute}"`,
              `Name a declared one.${didYouMean(gate.attribute, attributes)}`,
            ]),
          ]
        : []),
      ...(attributes.length === 0
        ? [
            studyIssue('gate-without-audit', place, [
              'audit attributes to compare',
              'none',
              'Declare "audit", or remove the gate.',
            ]),
          ]
        : []),
      ...(study.fairness.metrics.includes(gate.metric)
        ? []
        : [
            studyIssue('gate-without-metric', `${place}.metric`, [
              `one of fairness.metrics`,
              gate.metric,
              'Add it to fairness.metrics.',
            ]),
          ]),
    ]
  })

const fairnessK = (study: Study): readonly Issue[] =>
  study.audit.length > 0 && !study.evaluation.k.includes(study.fairness.k)
    ? [
        studyIssue('fairness-k', 'fairness.k', [
          `one of evaluation.k (${study.evaluation.k.join(', ')})`,
          String(study.fairness.k),
          'Groups are compared at a cut that is also evaluated.',
        ]),
      ]
    : []

/** Checks of the gates and of the cut that fairness is judged at. */
export const gateChecks: readonly ((study: Study) => readonly Issue[])[] = [gateIssues, fairnessK]
