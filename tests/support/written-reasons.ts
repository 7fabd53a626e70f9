import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'

/** A sentence as a source file holds it; what is filled in when it is told stands as ‹…›. */
export interface WrittenReason {
  readonly text: string
  readonly where: string
}

interface Source {
  readonly path: string
  readonly file: ts.SourceFile
  readonly nodes: readonly ts.Node[]
  readonly imported: ReadonlySet<string>
  readonly calls: ReadonlyMap<string, readonly ts.CallExpression[]>
  readonly constants: ReadonlyMap<string, readonly ts.VariableDeclaration[]>
}

type Func = ts.ArrowFunction | ts.FunctionDeclaration

const SRC = join(import.meta.dirname, '../../src')
const HOLE = /^‹[^›]*›$/

const nodesIn = (root: ts.Node): readonly ts.Node[] => {
  const found: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(root)
  return found
}

const grouped = <Node extends ts.Node>(
  nodes: readonly Node[],
  nameOf: (node: Node) => string,
): ReadonlyMap<string, readonly Node[]> => {
  const found = new Map<string, Node[]>()
  for (const node of nodes) {
    const same = found.get(nameOf(node))
    if (same === undefined) found.set(nameOf(node), [node])
    else same.push(node)
  }
  return found
}

const isNamedCall = (node: ts.Node): node is ts.CallExpression & { readonly expression: ts.Identifier } =>
  ts.isCallExpression(node) && ts.isIdentifier(node.expression)

const isConstant = (node: ts.Node): node is ts.VariableDeclaration & { readonly name: ts.Identifier } =>
  ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined

const sourceOf = (path: string, file: ts.SourceFile): Source => {
  const nodes = nodesIn(file)
  return {
    path,
    file,
    nodes,
    imported: new Set(nodes.filter(ts.isImportSpecifier).map(({ name }) => name.text)),
    calls: grouped(nodes.filter(isNamedCall), ({ expression }) => expression.text),
    constants: grouped(nodes.filter(isConstant), ({ name }) => name.text),
  }
}

const sourcesIn = (folder: string): readonly Source[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => {
      const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext, true)
      return sourceOf(relative(SRC, path), file)
    })

const isFunc = (node: ts.Node): node is Func => ts.isArrowFunction(node) || ts.isFunctionDeclaration(node)

const nameOf = (func: Func): string | undefined => {
  if (!ts.isArrowFunction(func)) return func.name?.text
  const { parent } = func
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : undefined
}

/** Every sentence that an expression can be, found without running it: constants, both sides of a choice, arguments of calls. */
class Sentences {
  readonly #sources: readonly Source[]

  constructor(sources: readonly Source[]) {
    this.#sources = sources
  }

  of(node: ts.Expression, source: Source, depth = 0): readonly string[] {
    const on = (next: ts.Expression, more = 0): readonly string[] => this.of(next, source, depth + more)
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text]
    if (ts.isParenthesizedExpression(node)) return on(node.expression)
    if (ts.isConditionalExpression(node)) return [...on(node.whenTrue), ...on(node.whenFalse)]
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
      return [...on(node.left), ...on(node.right)]
    if (ts.isTemplateExpression(node))
      return node.templateSpans.reduce<readonly string[]>(
        (heads, { expression, literal }) =>
          heads.flatMap((head) => on(expression).map((middle) => `${head}${middle}${literal.text}`)),
        [node.head.text],
      )
    if (depth < 6) {
      const found = this.#followed(node, source, depth + 1)
      if (found.length > 0) return [...new Set(found)]
    }
    return [`‹${node.getText().replace(/\s+/g, ' ')}›`]
  }

  #followed(node: ts.Expression, source: Source, depth: number): readonly string[] {
    if (ts.isIdentifier(node)) return this.#named(node, source, depth)
    if (ts.isElementAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const table = this.#declared(node.expression, source)
      if (table !== undefined && ts.isObjectLiteralExpression(table))
        return table.properties.flatMap((one) =>
          ts.isPropertyAssignment(one) ? this.of(one.initializer, source, depth) : [],
        )
    }
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const called = this.#declared(node.expression, source)
      if (called !== undefined && ts.isArrowFunction(called)) return this.#returned(called, source, depth)
    }
    return []
  }

  #returned(func: Func, source: Source, depth: number): readonly string[] {
    if (func.body === undefined) return []
    if (!ts.isBlock(func.body)) return this.of(func.body, source, depth)
    return nodesIn(func.body).flatMap((node) =>
      ts.isReturnStatement(node) && node.expression !== undefined ? this.of(node.expression, source, depth) : [],
    )
  }

  /** The value of a constant: the one declared in the innermost function around it, else the first of the file. */
  #declared(node: ts.Identifier, { constants, imported }: Source): ts.Expression | undefined {
    const elsewhere = imported.has(node.text) ? this.#sources : []
    const found = constants.get(node.text) ?? elsewhere.flatMap((one) => one.constants.get(node.text) ?? [])
    for (let up: ts.Node = node.parent; up !== undefined; up = up.parent) {
      const own = found.filter((one) => isFunc(up) && one.pos >= up.pos && one.end <= node.pos).at(-1)
      if (own !== undefined) return own.initializer
    }
    return found[0]?.initializer
  }

  #named(node: ts.Identifier, source: Source, depth: number): readonly string[] {
    for (let up: ts.Node = node.parent; up !== undefined; up = up.parent) {
      if (!isFunc(up)) continue
      const place = up.parameters.findIndex(({ name }) => ts.isIdentifier(name) && name.text === node.text)
      const name = nameOf(up)
      if (place >= 0) return name === undefined ? [] : this.#passed(name, place, { source, depth })
    }
    const declared = this.#declared(node, source)
    return declared === undefined ? [] : this.of(declared, source, depth)
  }

  /** What calls of this function give it in this place. */
  #passed(name: string, place: number, at: { readonly source: Source; readonly depth: number }): readonly string[] {
    return this.#sources
      .filter(({ path, imported }) => path === at.source.path || imported.has(name))
      .flatMap((source) =>
        (source.calls.get(name) ?? []).flatMap((call) => {
          const given = call.arguments[place]
          return given === undefined ? [] : this.of(given, source, at.depth)
        }),
      )
  }
}

const isKey = (node: ts.Node, keys: readonly string[]): boolean => ts.isIdentifier(node) && keys.includes(node.text)

/** The expressions of a source that tell a reason: what `undefinedBecause` is given, and what these keys of an object hold. */
const tellersIn = ({ nodes }: Source, keys: readonly string[]): readonly ts.Expression[] =>
  nodes.flatMap((node) => {
    if (ts.isCallExpression(node) && isKey(node.expression, ['undefinedBecause'])) return node.arguments.slice(0, 1)
    if (ts.isPropertyAssignment(node) && isKey(node.name, keys)) return [node.initializer]
    if (ts.isShorthandPropertyAssignment(node) && isKey(node.name, keys)) return [node.name]
    return []
  })

const SOURCES = sourcesIn(SRC)
const SENTENCES = new Sentences(SOURCES)

const writtenIn = (
  folders: readonly string[],
  tellers: (source: Source) => readonly ts.Expression[],
): readonly WrittenReason[] =>
  SOURCES.filter(({ path }) => folders.some((folder) => path === folder || path.startsWith(`${folder}/`)))
    .flatMap((source) =>
      tellers(source).flatMap((node) => {
        const { line } = source.file.getLineAndCharacterOfPosition(node.getStart())
        return SENTENCES.of(node, source).map((text) => ({ text, where: `${source.path}:${line + 1}` }))
      }),
    )
    .filter(({ text }) => text !== '')

/**
 * Every reason that the sources of these folders hold, read from their syntax.
 * @param keys of objects that hold a reason: "because", "reason", "text"
 */
export const writtenReasons = (folders: readonly string[], keys: readonly string[]): readonly WrittenReason[] =>
  writtenIn(folders, (source) => tellersIn(source, keys))

const namesOfGuards = ({ nodes }: Source): readonly ts.Expression[] =>
  nodes.filter(ts.isObjectLiteralExpression).flatMap(({ properties }) => {
    const of = (key: string) => properties.find(({ name }) => name !== undefined && isKey(name, [key]))
    const named = of('guard') ?? (of('severity') === undefined ? undefined : of('name'))
    if (named === undefined) return []
    if (ts.isPropertyAssignment(named)) return [named.initializer]
    return ts.isShorthandPropertyAssignment(named) ? [named.name] : []
  })

/** The name of every guard and built-in gate that these folders make, its part after the colon included. */
export const writtenGuards = (folders: readonly string[]): readonly WrittenReason[] => writtenIn(folders, namesOfGuards)

/** True for a reason that is passed on from elsewhere: nothing of it is written here. */
export const isPassedOn = ({ text }: WrittenReason): boolean => HOLE.test(text)
