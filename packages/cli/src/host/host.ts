import type { ProjectFacts, ScopeManagerLike, SinkHost, SourceComment, SourceNode } from '@breakwater/sinks'
import { analyzeScopes } from '../scopes/analyze-scopes.ts'
import type { ParsedFile } from './parse.ts'
import { linkTree, parentOf } from './tree.ts'

/** The command line's own host: parents, ranges, comments and scopes are made when first asked for. */
export function createHost(filename: string, text: string, file: ParsedFile, project: ProjectFacts): SinkHost {
  const program = file.program as unknown as SourceNode
  let linked = false
  let comments: readonly SourceComment[] | undefined
  let scopes: ScopeManagerLike | undefined
  const link = () => {
    if (!linked) linkTree(program)
    linked = true
  }
  return {
    filename,
    text,
    program,
    project,
    get comments() {
      return (comments ??= readComments(file))
    },
    parentOf(node) {
      link()
      return parentOf(node)
    },
    scopes() {
      return (scopes ??= analyzeScopes(program, file.sourceType))
    },
  }
}

function readComments(file: ParsedFile): SourceComment[] {
  const comments: SourceComment[] = file.comments().map(({ type, value, start, end }) => ({ type, value, range: [start, end] }))
  const hashbang = file.program.hashbang
  if (hashbang) comments.unshift({ type: 'Shebang', value: hashbang.value, range: [hashbang.start, hashbang.end] })
  return comments
}
