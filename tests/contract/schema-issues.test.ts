import { describe, expect, it } from 'vitest'
import { engineSettings } from '../../data-schemas/engine.js'
import { schemaIssues } from '../../src/contract/schema-issues.js'

describe('a key that a record does not take', () => {
  it('is named, with what is expected of keys, and never its value', () => {
    const conf = { 'spark.ui.enabled': 'false', 'spark.authenticate.secret': 'Quistenburgh' }
    const issues = schemaIssues(engineSettings, { kind: 'spark', master: 'yarn', conf })
    expect(issues).toEqual([
      {
        rule: 'study-schema',
        column: 'conf.spark.authenticate.secret',
        expected: 'a setting of Spark that is not a secret',
        found: 'the key "spark.authenticate.secret"',
        advice: 'Correct or remove the key.',
        severity: 'refuse',
      },
    ])
  })
})
