import { z } from 'zod'
import type { Issue } from '../errors.js'
import { didYouMean, listed } from './suggest.js'

interface JsonSchema {
  readonly type?: string
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const own = (value: unknown, key: PropertyKey): unknown =>
  (isObject(value) || Array.isArray(value)) && Object.hasOwn(value, key)
    ? (value as Readonly<Record<PropertyKey, unknown>>)[key]
    : undefined

const typeOf = (value: unknown): string =>
  value === undefined ? 'nothing' : value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`

const alternatives = (schema: JsonSchema): readonly JsonSchema[] => schema.oneOf ?? schema.anyOf ?? []

/** The alternative of a union that a value's constant keys (such as `kind`) point at; the schema itself when it is no union. */
const narrowed = (schema: JsonSchema, value: unknown): JsonSchema => {
  const found = alternatives(schema).find((option) =>
    Object.entries(option.properties ?? {}).some(
      ([key, field]) => field.const !== undefined && own(value, key) === field.const,
    ),
  )
  return found ?? schema
}

const schemaAt = (root: JsonSchema, value: unknown, path: readonly PropertyKey[]): JsonSchema | undefined => {
  let schema: JsonSchema | undefined = narrowed(root, value)
  let here = value
  for (const part of path) {
    here = own(here, part)
    const next: JsonSchema | boolean | undefined =
      typeof part === 'number' ? schema.items : (schema.properties?.[String(part)] ?? schema.additionalProperties)
    if (next === undefined || typeof next === 'boolean') return undefined
    schema = narrowed(next, here)
  }
  return schema
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((here, part) => own(here, part), value)

const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')

const issue = (path: readonly PropertyKey[], expected: string, found: string, advice: string): Issue => {
  const place = pathText(path)
  return {
    rule: 'study-schema',
    expected,
    found,
    advice,
    severity: 'refuse',
    ...(place === '' ? {} : { column: place }),
  }
}

const unknownKeys = (problem: z.core.$ZodIssueUnrecognizedKeys, root: JsonSchema, value: unknown): readonly Issue[] => {
  const allowed = Object.keys(schemaAt(root, value, problem.path)?.properties ?? {})
  return problem.keys.map((key) => ({
    ...issue(
      [...problem.path, key],
      `one of the keys ${listed(allowed)}`,
      `the unknown key "${key}"`,
      `Correct or remove it.${didYouMean(key, allowed)}`,
    ),
    rule: 'unknown-key',
  }))
}

const constants = (schema: JsonSchema | undefined, key: string): readonly string[] =>
  schema === undefined
    ? []
    : alternatives(schema).flatMap((option) => {
        const constant = option.properties?.[key]?.const
        return typeof constant === 'string' ? [constant] : []
      })

const notAllowed = (path: readonly PropertyKey[], allowed: readonly string[], found: unknown): Issue =>
  issue(
    path,
    `one of ${listed(allowed)}`,
    typeof found === 'string' ? 'another text' : typeOf(found),
    `Choose one of these.${typeof found === 'string' ? didYouMean(found, allowed) : ''}`,
  )

const translate = (problem: z.core.$ZodIssue, root: JsonSchema, value: unknown): readonly Issue[] => {
  const found = valueAt(value, problem.path)
  switch (problem.code) {
    case 'unrecognized_keys':
      return unknownKeys(problem, root, value)
    case 'invalid_value':
      return [notAllowed(problem.path, problem.values.map(String), found)]
    case 'invalid_union': {
      const discriminator = (problem as { readonly discriminator?: string }).discriminator
      if (discriminator === undefined)
        return [
          issue(problem.path, 'one of the forms of the schema', typeOf(found), 'See the JSON Schema of the study.'),
        ]
      const at = problem.path.at(-1) === discriminator ? problem.path.slice(0, -1) : problem.path
      return [
        notAllowed(
          [...at, discriminator],
          constants(schemaAt(root, value, at), discriminator),
          valueAt(value, [...at, discriminator]),
        ),
      ]
    }
    case 'invalid_key':
      return [
        issue(
          problem.path,
          problem.issues.map(({ message }) => message).join('; '),
          `the key "${String(problem.path.at(-1))}"`,
          'Correct or remove the key.',
        ),
      ]
    case 'invalid_type':
      return [
        issue(
          problem.path,
          `a value of type ${problem.expected}`,
          typeOf(found),
          found === undefined ? 'Add it.' : 'Write it in that type.',
        ),
      ]
    case 'too_small':
      return [
        issue(
          problem.path,
          `${problem.origin === 'number' || problem.origin === 'int' ? 'a number' : 'a length'} ${problem.inclusive === false ? 'above' : 'of at least'} ${String(problem.minimum)}`,
          'less',
          'Raise it.',
        ),
      ]
    case 'too_big':
      return [
        issue(
          problem.path,
          `${problem.origin === 'number' || problem.origin === 'int' ? 'a number' : 'a length'} ${problem.inclusive === false ? 'below' : 'of at most'} ${String(problem.maximum)}`,
          'more',
          'Lower it.',
        ),
      ]
    default:
      return [issue(problem.path, problem.message, typeOf(found), 'Correct it.')]
  }
}

/**
 * The problems that a schema finds in a value, all at once: path, what is expected, the type that is found (never the value),
 * and the nearest allowed key or text. An empty list when the value fits.
 */
export const schemaIssues = (schema: z.ZodType, value: unknown): readonly Issue[] => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return []
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  return parsed.error.issues.flatMap((problem) => translate(problem, root, value))
}
