import { describe, expect, it } from 'vitest'
import { reviewAnswers } from '../../data-schemas/review-answers.js'

const good = {
  kind: 'review-answers',
  modelId: null,
  dossierDigest: 'a'.repeat(64),
  claims: [{ id: 'recall', answer: 'questioned', remark: 'over which years?' }],
  reviewer: 'R. Eviewer',
  date: '2026-11-22T07:00:00.000Z',
}

describe('the answers of a reviewer', () => {
  it('are read as the page downloads them', () => {
    expect(reviewAnswers.parse(good)).toEqual(good)
  })

  it('name their reviewer, and a reason for what is questioned', () => {
    expect(reviewAnswers.safeParse({ ...good, reviewer: '  ' }).success).toBe(false)
    expect(reviewAnswers.safeParse({ ...good, claims: [{ ...good.claims[0], remark: ' ' }] }).success).toBe(false)
    expect(reviewAnswers.safeParse({ ...good, dossierDigest: 'x' }).success).toBe(false)
  })
})
