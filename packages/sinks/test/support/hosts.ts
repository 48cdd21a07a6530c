import { analyze as analyzeScopes } from '@typescript-eslint/scope-manager'
import { parse as parseEstree } from '@typescript-eslint/typescript-estree'
import { analyze as analyzeEslint } from 'eslint-scope'
import * as espree from 'espree'
import { parseSync } from 'oxc-parser'
import type { FileFacts, ProjectFacts, SinkHost, SourceComment, SourceNode } from '../../src/model.ts'
import { isNode } from '../../src/tree.ts'

export interface HostOptions {
  readonly filename?: string
  readonly dependencies?: readonly string[]
  readonly exportsOf?: (specifier: string) => FileFacts | undefined
}

const project = (options: HostOptions): ProjectFacts => ({
  moduleKind: 'commonjs',
  dependencies: new Set(options.dependencies ?? []),
  canImport: () => true,
  exportsOf: options.exportsOf ?? (() => undefined),
})

const parents = (program: SourceNode): Map<SourceNode, SourceNode> => {
  const map = new Map<SourceNode, SourceNode>()
  const stack = [program]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const key of Object.keys(node)) {
      if (key === 'parent') continue
      const value = node[key]
      for (const item of Array.isArray(value) ? value : [value]) {
        if (!isNode(item)) continue
        map.set(item, node)
        stack.push(item)
      }
    }
  }
  return map
}

const host = (text: string, program: SourceNode, comments: readonly SourceComment[], scopes: () => unknown, options: HostOptions): SinkHost => {
  let up: Map<SourceNode, SourceNode> | undefined
  let manager: unknown
  return {
    filename: options.filename ?? 'app.js', text, program, comments, project: project(options),
    parentOf: node => (up ??= parents(program)).get(node),
    scopes: () => (manager ??= scopes()) as never,
  }
}

interface ParsedComment {
  readonly type: string
  readonly value: string
  readonly range?: readonly [number, number]
  readonly start: number
  readonly end: number
}

const commentsOf = (list: readonly ParsedComment[]): SourceComment[] =>
  list.map(comment => ({ type: comment.type as SourceComment['type'], value: comment.value, range: comment.range ?? [comment.start, comment.end] }))

/** The CLI's parser; throws on syntax errors. */
export const oxcHost = (text: string, options: HostOptions = {}): SinkHost => {
  const filename = options.filename ?? 'app.js'
  const lang = filename.endsWith('.ts') ? 'ts' : filename.endsWith('.tsx') ? 'tsx' : 'jsx'
  let result = parseSync(filename, text, { astType: 'ts', preserveParens: false, range: true, lang })
  if (result.errors.length > 0) result = parseSync(filename, text, { astType: 'ts', preserveParens: false, range: true, lang, sourceType: 'commonjs' as never })
  if (result.errors.length > 0) throw new SyntaxError(result.errors[0]!.message)
  const program = result.program as unknown as SourceNode
  return host(text, program, commentsOf(result.comments as unknown as ParsedComment[]), () => analyzeScopes(program as never, { sourceType: 'module' }), options)
}

/** typescript-eslint's parser. */
export const estreeHost = (text: string, options: HostOptions = {}): SinkHost => {
  const program = parseEstree(text, { range: true, comment: true, jsx: !(options.filename ?? '').endsWith('.ts'), suppressDeprecatedPropertyWarnings: true }) as unknown as SourceNode
  return host(text, program, commentsOf(program['comments'] as ParsedComment[]), () => analyzeScopes(program as never, { sourceType: 'module' }), options)
}

/** ESLint's own parser. */
export const espreeHost = (text: string, options: HostOptions = {}): SinkHost => {
  const isModule = /^\s*(?:import|export)\b/m.test(text)
  const program = espree.parse(text, { range: true, comment: true, ecmaVersion: 'latest', sourceType: isModule ? 'module' : 'commonjs', ecmaFeatures: { jsx: true, globalReturn: !isModule } }) as unknown as SourceNode
  const scopes = (): unknown => analyzeEslint(program as never, { ecmaVersion: 2022, sourceType: isModule ? 'module' : 'commonjs', nodejsScope: !isModule, ignoreEval: true })
  return host(text, program, commentsOf(program['comments'] as ParsedComment[]), scopes, options)
}
