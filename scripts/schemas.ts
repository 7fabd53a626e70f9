import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'

const camel = (name: string): string => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** The exports of a schema file that may be its main schema: `panel.ts` exports `panelResult`, `artifact.ts` exports `artifact`. */
const mainExport = (module: Readonly<Record<string, unknown>>, file: string): z.ZodType | undefined =>
  [`${camel(file)}Result`, camel(file), `${camel(file)}Schema`, 'modelArtifact', 'model']
    .map((name) => module[name])
    .find((found): found is z.ZodType => found instanceof z.ZodType)

const schemaText = (schema: z.ZodType, title: string, io: 'input' | 'output'): string =>
  `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io, unrepresentable: 'any' }) }, null, 2)}\n`

/**
 * The JSON Schema of the study, the encoder, the artifact and every result, by file name. A study is described as a person writes it, the
 * others as they are read.
 * @param root folder of the repository
 */
export const jsonSchemas = async (root: string): Promise<ReadonlyMap<string, string>> => {
  const folder = join(root, 'data-schemas')
  const load = async (path: string): Promise<Readonly<Record<string, unknown>>> =>
    (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
  const texts = new Map<string, string>()
  const add = async (path: string, file: string, title: string): Promise<void> => {
    const schema = mainExport(await load(path), file)
    if (schema !== undefined)
      texts.set(`${title}.schema.json`, schemaText(schema, title, file === 'study' ? 'input' : 'output'))
  }
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'columns.ts')
  for (const name of names.sort()) await add(join(folder, name), name.slice(0, -3), name.slice(0, -3))
  const results = readdirSync(join(folder, 'results')).filter((name) => name.endsWith('.ts') && name !== 'common.ts')
  for (const name of results.sort())
    await add(join(folder, 'results', name), name.slice(0, -3), `result-${name.slice(0, -3)}`)
  return texts
}

/** Writes the schemas to `data-schemas/json/`. */
export const writeSchemas = async (root: string): Promise<void> => {
  const folder = join(root, 'data-schemas', 'json')
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of await jsonSchemas(root)) writeFileSync(join(folder, name), text)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await writeSchemas(process.cwd())
}
