import type { Analysis } from '../../analysis/analysis.ts'
import { keyName, requiredModule, stringOf } from '../../analysis/syntax.ts'
import type { VariableLike } from '../../model.ts'
import { child, children } from '../../tree.ts'

/** The package that emitted code depends on. */
export const PACKAGE = '@breakwater/shell'
/** Where emitted code has its names from. */
export const FACE = `${PACKAGE}/child-process`

/** Under which name the file has, or will have, each export of the face. */
export class Names {
  readonly #analysis: Analysis
  readonly #existing: ReadonlyMap<string, string>
  readonly #picked = new Map<string, string>()
  /** Variables that go, so that their names are free. */
  readonly freed: ReadonlySet<VariableLike>

  constructor(analysis: Analysis, freed: ReadonlySet<VariableLike>) {
    this.#analysis = analysis
    this.freed = freed
    this.#existing = existingNames(analysis)
  }

  /** The local name of an export. */
  local(name: string): string {
    const known = this.#existing.get(name) ?? this.#picked.get(name)
    if (known !== undefined) return known
    let free = name
    const safe = `safe${name[0]!.toUpperCase()}${name.slice(1)}`
    for (let count = 1; this.#isTaken(free); count++) free = count === 1 ? safe : `${safe}${count}`
    this.#picked.set(name, free)
    return free
  }

  /** What an import must name. */
  written(name: string): string | undefined {
    if (this.#existing.has(name)) return undefined
    const local = this.local(name)
    return local === name ? name : `${name} as ${local}`
  }

  #isTaken(name: string): boolean {
    return this.#analysis.bindings.isTaken(name, variable => this.freed.has(variable)) || [...this.#picked.values()].includes(name)
  }
}

const existingNames = (analysis: Analysis): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const statement of children(analysis.host.program, 'body')) {
    if (statement.type === 'ImportDeclaration' && stringOf(child(statement, 'source')) === FACE) {
      for (const specifier of children(statement, 'specifiers')) {
        const imported = child(specifier, 'imported')
        if (imported !== undefined) found.set(String(imported['name']), String(child(specifier, 'local')!['name']))
      }
    }
    if (statement.type !== 'VariableDeclaration') continue
    for (const item of children(statement, 'declarations')) {
      const init = child(item, 'init')
      const pattern = child(item, 'id')!
      if (init === undefined || requiredModule(init) !== FACE || pattern.type !== 'ObjectPattern') continue
      for (const property of children(pattern, 'properties')) {
        const local = child(property, 'value')
        const name = keyName(property)
        if (local?.type === 'Identifier' && name !== undefined) found.set(name, String(local['name']))
      }
    }
  }
  return found
}
