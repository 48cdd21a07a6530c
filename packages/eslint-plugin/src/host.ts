import type { ScopeManagerLike, SinkHost, SourceComment, SourceNode } from '@breakwater/sinks'
import type { SourceCode } from 'eslint'
import { projectFacts } from './project-facts.ts'

const hosts = new WeakMap<object, SinkHost>()

/** The tree of a linter as the analysis sees it; one host for all rules of a file. */
export function hostOf(sourceCode: SourceCode, filename: string, cwd: string): SinkHost {
  const known = hosts.get(sourceCode.ast)
  if (known) return known
  const program = sourceCode.ast as unknown as SourceNode
  let comments: readonly SourceComment[] | undefined
  const host: SinkHost = {
    filename,
    text: sourceCode.text,
    program,
    project: projectFacts(filename, cwd, program),
    get comments() {
      return (comments ??= sourceCode.getAllComments().map(({ type, value, range }) => ({ type, value, range: range! }) as SourceComment))
    },
    parentOf: node => (node['parent'] as SourceNode | null | undefined) ?? undefined,
    scopes: () => sourceCode.scopeManager as unknown as ScopeManagerLike,
  }
  hosts.set(sourceCode.ast, host)
  return host
}
