import type { Analysis } from '../../analysis/analysis.ts'
import { stringOf, requiredModule, keyName } from '../../analysis/syntax.ts'
import type { ImportNeed, VariableLike } from '../../model.ts'
import { child, children } from '../../tree.ts'
import type { Names } from './conversion.ts'

export const MODULE = '@breakwater/sql'

/** The names under which the file has our exports, or under which it will have them without hiding anything. */
export const namesFor = (analysis: Analysis): Names => {
  const existing = importedNames(analysis)
  const pick = (name: 'sql' | 'connect', alias: string): string => {
    const known = existing.get(name)
    if (known !== undefined) return known
    if (!analysis.bindings.isTaken(name, variable => isOurs(analysis, variable))) return name
    let free = alias
    for (let count = 2; analysis.bindings.isTaken(free, () => false); count++) free = `${alias}${count}`
    return free
  }
  return { sql: pick('sql', 'safeSql'), connect: pick('connect', 'connectSafely') }
}

/** What must be imported for names to mean what they say. */
export const importNeeds = (analysis: Analysis, names: Names, uses: ReadonlySet<keyof Names | 'Fragment'>): ImportNeed[] => {
  const existing = importedNames(analysis)
  const wanted: string[] = []
  for (const name of ['sql', 'connect'] as const) {
    if (!uses.has(name) || existing.has(name)) continue
    wanted.push(names[name] === name ? name : `${name} as ${names[name]}`)
  }
  if (uses.has('Fragment') && !existing.has('Fragment')) wanted.push('type Fragment')
  return wanted.length === 0 ? [] : [{ module: MODULE, names: wanted }]
}

const importedNames = (analysis: Analysis): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const statement of children(analysis.host.program, 'body')) {
    if (statement.type === 'ImportDeclaration' && stringOf(child(statement, 'source')) === MODULE) {
      for (const specifier of children(statement, 'specifiers')) {
        const imported = child(specifier, 'imported')
        if (imported !== undefined) found.set(imported['name'] as string, child(specifier, 'local')!['name'] as string)
      }
    }
    if (statement.type !== 'VariableDeclaration') continue
    for (const item of children(statement, 'declarations')) {
      const init = child(item, 'init')
      const pattern = child(item, 'id')!
      if (init === undefined || requiredModule(init) !== MODULE || pattern.type !== 'ObjectPattern') continue
      for (const property of children(pattern, 'properties')) {
        const local = child(property, 'value')
        const name = keyName(property)
        if (local?.type === 'Identifier' && name !== undefined) found.set(name, local['name'] as string)
      }
    }
  }
  return found
}

const isOurs = (analysis: Analysis, variable: VariableLike): boolean => {
  const def = variable.defs[0]!
  const statement = def.parent ?? analysis.host.parentOf(def.node)
  if (statement === undefined || statement === null) return false
  if (statement.type === 'ImportDeclaration') return stringOf(child(statement, 'source')) === MODULE
  const init = child(def.node, 'init')
  return init !== undefined && requiredModule(init) === MODULE
}
