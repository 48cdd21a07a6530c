import type { SourceNode } from '@breakwater/sinks'
import type { Scopes } from './scope.ts'
import { ScopeList } from './scope.ts'
import { visitors } from './visitors.ts'
import { ScopeWalker } from './walker.ts'

/**
 * Which declaration each name of a file means, in the shape of eslint-scope's manager, for oxc's trees.
 * Several times faster than @typescript-eslint/scope-manager, with which a test compares it use by use.
 */
export function analyzeScopes(program: SourceNode, sourceType: 'module' | 'script'): Scopes {
  const scopes = new ScopeList()
  const global = scopes.open('global', program, null)
  // A script is read as CommonJS: its top is a function.
  const top = scopes.open(sourceType === 'module' ? 'module' : 'function', program, global)
  if (sourceType === 'script') top.declare('arguments')
  new ScopeWalker(scopes, top, visitors).list(program['body'])
  return scopes.resolve()
}
