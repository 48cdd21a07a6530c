import type { Analysis } from '../../analysis/analysis.ts'
import { stringOf, requiredModule, keyName } from '../../analysis/syntax.ts'
import type { ImportNeed, VariableLike } from '../../model.ts'
import { child, children } from '../../tree.ts'
import type { Names } from './conversion.ts'

/** The package that emitted code depends on. */
export const PACKAGE = '@breakwater/sql'
/** Where emitted code has its names from: a refused value reaches the callback or promise of the query there, as an error of the database did. */
const DROP_IN = `${PACKAGE}/drop-in`
const isModule = (name: string | undefined): boolean => name === PACKAGE || name === DROP_IN

/** The names under which the file has our exports, or under which it will have them without hiding anything. */
export const namesFor = (analysis: Analysis): Names => {
  const existing = importedNames(analysis)
  const pick = (name: 'sql' | 'connect', alias: string): string => {
    const known = existing.get(name)
    if (known !== undefined) return known.local
    if (!analysis.bindings.isTaken(name, variable => isOurs(analysis, variable))) return name
    let free = alias
    for (let count = 2; analysis.bindings.isTaken(free, () => false); count++) free = `${alias}${count}`
    return free
  }
  return { sql: pick('sql', 'safeSql'), connect: pick('connect', 'connectSafely') }
}

/** What must be imported for names to mean what they say. The tag is the one of drop-in where the file has none; the rest is the same in both modules. */
export const importNeeds = (analysis: Analysis, names: Names, uses: ReadonlySet<keyof Names | 'Fragment'>): ImportNeed[] => {
  const existing = importedNames(analysis)
  const wanted = new Map<string, string[]>()
  const want = (module: string, name: string): void => void wanted.set(module, [...(wanted.get(module) ?? []), name])
  const isMissing = (name: keyof Names | 'Fragment'): boolean => uses.has(name) && !existing.has(name)
  const rest = isMissing('sql') ? DROP_IN : ([...existing.values()][0]?.module ?? DROP_IN)
  const written = (name: keyof Names): string => (names[name] === name ? name : `${name} as ${names[name]}`)
  if (isMissing('sql')) want(DROP_IN, written('sql'))
  if (isMissing('connect')) want(rest, written('connect'))
  if (isMissing('Fragment')) want(rest, 'type Fragment')
  return [...wanted].map(([module, list]) => ({ module, names: list }))
}

interface Imported {
  readonly local: string
  readonly module: string
}

const importedNames = (analysis: Analysis): ReadonlyMap<string, Imported> => {
  const found = new Map<string, Imported>()
  for (const statement of children(analysis.host.program, 'body')) {
    const source = statement.type === 'ImportDeclaration' ? stringOf(child(statement, 'source')) : undefined
    if (isModule(source)) {
      for (const specifier of children(statement, 'specifiers')) {
        const imported = child(specifier, 'imported')
        if (imported !== undefined) found.set(imported['name'] as string, { local: child(specifier, 'local')!['name'] as string, module: source! })
      }
    }
    if (statement.type !== 'VariableDeclaration') continue
    for (const item of children(statement, 'declarations')) {
      const init = child(item, 'init')
      const module = init === undefined ? undefined : requiredModule(init)
      const pattern = child(item, 'id')!
      if (!isModule(module) || pattern.type !== 'ObjectPattern') continue
      for (const property of children(pattern, 'properties')) {
        const local = child(property, 'value')
        const name = keyName(property)
        if (local?.type === 'Identifier' && name !== undefined) found.set(name, { local: local['name'] as string, module: module! })
      }
    }
  }
  return found
}

const isOurs = (analysis: Analysis, variable: VariableLike): boolean => {
  const def = variable.defs[0]!
  const statement = def.parent ?? analysis.host.parentOf(def.node)
  if (statement === undefined || statement === null) return false
  if (statement.type === 'ImportDeclaration') return isModule(stringOf(child(statement, 'source')))
  const init = child(def.node, 'init')
  return init !== undefined && isModule(requiredModule(init))
}
