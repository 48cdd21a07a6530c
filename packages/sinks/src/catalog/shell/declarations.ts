import type { Analysis } from '../../analysis/analysis.ts'
import { keyName, requiredModule } from '../../analysis/syntax.ts'
import type { Edit, SourceNode, VariableLike } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import { FACE } from './names.ts'

/** The variable that a reference to a raw function reads: the function's own name, or that of its module. */
export const moduleOfRef = (analysis: Analysis, ref: SourceNode): VariableLike | undefined => {
  const name = ref.type === 'MemberExpression' ? child(ref, 'object')! : ref
  return name.type === 'Identifier' ? analysis.bindings.variableOf(name) : undefined
}

interface Declaration {
  readonly edits: readonly Edit[]
  /** Whether the edits bring the names in, so that no import is needed. */
  readonly imports: boolean
}

/**
 * Takes names that nothing uses any more out of the imports of a file. A declaration of which nothing is left becomes the import of ours, in place:
 * `const { exec } = require('child_process')` → `const { exec, cmd } = require('@breakwater/shell/child-process')`.
 */
export const declarationEdit = (analysis: Analysis, freed: ReadonlySet<VariableLike>, names: readonly string[]): Declaration | undefined => {
  if (freed.size === 0) return undefined
  const edits: Edit[] = []
  let imports = false
  const seen = new Set<SourceNode>()
  for (const variable of freed) {
    const def = variable.defs[0]!
    const statement = def.type === 'ImportBinding' ? (def.parent ?? analysis.host.parentOf(def.node)!) : def.node
    if (seen.has(statement)) continue
    seen.add(statement)
    const edit: Declaration | undefined = def.type === 'ImportBinding' ? importEdit(analysis, statement, freed, imports ? undefined : names) : declaratorEdit(analysis, statement, freed, imports ? undefined : names)
    if (edit === undefined) continue
    edits.push(...edit.edits)
    imports ||= edit.imports
  }
  return { edits, imports }
}

const importEdit = (analysis: Analysis, statement: SourceNode, freed: ReadonlySet<VariableLike>, names: readonly string[] | undefined): Declaration | undefined => {
  const specifiers = children(statement, 'specifiers')
  const isFree = (specifier: SourceNode): boolean => [...freed].some(variable => variable.defs[0]!.node === specifier)
  const source = child(statement, 'source')!
  if (!specifiers.every(isFree)) return { edits: specifiers.every(specifier => specifier.type === 'ImportSpecifier') ? removed(specifiers, isFree) : [], imports: false }
  if (names === undefined || names.length === 0 || statement['importKind'] === 'type') return undefined
  const text = analysis.host.text.slice(...rangeOf(statement))
  const from = /^import\s+/.exec(text)![0].length
  const [begin] = rangeOf(statement)
  return { edits: [{ range: [begin + from, rangeOf(source)[0]], text: `{ ${names.join(', ')} } from ` }, sourceEdit(analysis, source)], imports: true }
}

const declaratorEdit = (analysis: Analysis, declarator: SourceNode, freed: ReadonlySet<VariableLike>, names: readonly string[] | undefined): Declaration | undefined => {
  const id = child(declarator, 'id')!
  const init = child(declarator, 'init')
  if (init === undefined) return undefined
  const required = init.type === 'MemberExpression' && id.type === 'Identifier' ? child(init, 'object')! : init
  if (requiredModule(required) === undefined) return undefined
  const source = children(required, 'arguments')[0] ?? child(required, 'source')!
  const properties = id.type === 'ObjectPattern' ? children(id, 'properties') : []
  const isFree = (property: SourceNode): boolean => property.type === 'Property' && keyName(property) !== undefined && [...freed].some(variable => variable.defs[0]!.name === child(property, 'value'))
  if (id.type === 'ObjectPattern' && !properties.every(isFree)) return { edits: removed(properties, isFree), imports: false }
  if (id.type !== 'ObjectPattern' && id.type !== 'Identifier') return undefined
  if (names === undefined || names.length === 0) return undefined
  const inPattern = names.filter(name => !name.startsWith('type ')).map(name => name.replace(' as ', ': '))
  const rest: readonly Edit[] = required === init ? [] : [{ range: [rangeOf(required)[1], rangeOf(init)[1]], text: '' }]
  return { edits: [{ range: rangeOf(id), text: `{ ${inPattern.join(', ')} }` }, sourceEdit(analysis, source), ...rest], imports: !names.some(name => name.startsWith('type ')) }
}

const sourceEdit = (analysis: Analysis, source: SourceNode): Edit => {
  const [begin, end] = rangeOf(source)
  const quote = analysis.host.text[begin]!
  return { range: [begin, end], text: `${quote}${FACE}${quote}` }
}

/** The members of a list without those that go, and without their commas. */
const removed = (members: readonly SourceNode[], goes: (member: SourceNode) => boolean): readonly Edit[] => {
  const edits: Edit[] = []
  members.forEach((member, index) => {
    if (!goes(member)) return
    const next = members[index + 1]
    const kept = members.slice(0, index).findLast(before => !goes(before))
    if (next !== undefined && (kept === undefined || !members.slice(index + 1).every(goes))) edits.push({ range: [rangeOf(member)[0], rangeOf(next)[0]], text: '' })
    else if (kept !== undefined) edits.push({ range: [rangeOf(members[index - 1]!)[1], rangeOf(member)[1]], text: '' })
  })
  return edits
}
