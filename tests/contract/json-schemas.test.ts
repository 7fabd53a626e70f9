import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { jsonSchemas } from '../../scripts/schemas.js'

const folder = 'data-schemas/json'

describe('the published JSON Schemas', () => {
  it('are those of the code; run `npm run schemas` and commit when this fails', async () => {
    const schemas = await jsonSchemas(process.cwd())
    expect(readdirSync(folder).sort()).toEqual([...schemas.keys()].sort())
    for (const [name, text] of schemas) expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text)
  })
  it('describe a study as a person writes it: defaults may be left out', async () => {
    const schema = JSON.parse((await jsonSchemas(process.cwd())).get('study.schema.json') ?? '{}') as {
      required: string[]
      additionalProperties: boolean
    }
    expect(schema.required.sort()).toEqual(['candidates', 'data', 'name', 'outcome', 'selection'])
    expect(schema.additionalProperties).toBe(false)
  })
})
