import { expect, it } from 'vitest'
import { parseStudy } from '../../src/contract/study.js'
import { studyDigest } from '../../src/contract/study-digest.js'
import { digestOf } from '../../src/digest.js'
import { flatStudy } from '../support/small-flat.js'

it('the digest of a study is that of its JSON, and does not depend on where rows are counted', () => {
  const study = parseStudy(flatStudy(), 'test')
  expect(studyDigest(study)).toBe(digestOf(study))
  for (const engine of [{ kind: 'duckdb' }, { kind: 'spark', master: 'yarn' }] as const)
    expect(studyDigest(parseStudy(flatStudy({ engine }), 'test'))).toBe(digestOf(study))
  expect(studyDigest({ ...study, seed: 2 })).not.toBe(digestOf(study))
})
