import type { Analysis } from '../../analysis/analysis.ts'
import { isFunction } from '../../analysis/bindings.ts'
import { bare, methodCall, propertyName } from '../../analysis/syntax.ts'
import type { SourceNode } from '../../model.ts'
import { child, children, rangeOf, walk } from '../../tree.ts'
import type { SiteLike } from './conversion.ts'
import type { Primitive } from './drivers.ts'
import { driverOfPackage, knexMethods, methodNames, primitives } from './drivers.ts'
import { heldOptions } from './options.ts'

/** A call that runs SQL text. */
export interface Site extends SiteLike {
  readonly object: SourceNode
  readonly method: string
  readonly primitive: Primitive
  readonly isOptional: boolean
  /** The literal of `query({ text, values })`, which may stand elsewhere. */
  readonly options: SourceNode | undefined
  /** `guessed`: by name, where the project has one driver; `unknown`: no handle is known. */
  readonly receiver: 'known' | 'guessed' | 'unknown'
  /** For a wrapper of another file: the group it changes in, and the argument that holds the values. */
  readonly wrapper?: { readonly group: string; readonly values: number; /** Every argument from there on is a value. */ readonly isRest: boolean }
  /** For `const query = promisify(db.query).bind(db)`: what names the handle there. */
  readonly promisified?: { readonly handles: readonly SourceNode[]; readonly name: SourceNode }
}

const GENERIC = new Set(['query', 'execute', 'all', 'get', 'run', 'each', 'exec', 'prepare', 'raw', 'unsafe', 'any', 'one', 'none', 'many', 'manyOrNone', 'oneOrNone', 'queryOne', 'queryAll', 'runQuery', 'executeQuery', 'executeSql', 'runAsync', 'getAsync', 'allAsync', 'queryAsync', 'fetch'])
const HANDLE_NAME = /^(?:.*(?:pool|client|conn|connection|db|database|sqlite|mysql|pg|knex|sequelize|prisma|trx|tx|manager|repository|datasource))$/i
const RUNS = /quer|sql|exec|run|all$|get|each|fetch|select|insert|update|delete|find|db|statement/i
const UNKNOWN: Primitive = { id: 'sql/unknown-handle', target: 'manual', dialect: 'postgres', binds: 'list', reason: 'RECEIVER_UNKNOWN' }
const UNIQUE = new Set(['$queryRawUnsafe', '$executeRawUnsafe'])

/** Whether a call by that name may run SQL; decided before anything else is looked at. */
export const mayBeSite = (name: string): boolean => methodNames.has(name) || GENERIC.has(name)

/** The sites of one file. */
export class Sites {
  readonly #analysis: Analysis
  readonly #known = new Map<SourceNode, Site | undefined>()
  #groups: Map<string, Site[]> | undefined
  readonly #builders = new Map<string, SourceNode[]>()
  readonly #escapes = new Map<string, SourceNode[]>()

  constructor(analysis: Analysis) {
    this.#analysis = analysis
  }

  /** Calls of this file that change in one group with a wrapper of another file. */
  inGroup(group: string): readonly Site[] {
    this.#groups ??= this.#allWrapped()
    return this.#groups.get(group) ?? []
  }

  /** Whether the file uses a wrapper of another file in another way than calling it. */
  escapesOf(group: string): readonly SourceNode[] {
    this.#groups ??= this.#allWrapped()
    return this.#escapes.get(group) ?? []
  }

  of(call: SourceNode): Site | undefined {
    if (this.#known.has(call)) return this.#known.get(call)
    const site = this.#judge(call)
    this.#known.set(call, site)
    return site
  }

  /** Calls of this file to a function of another file that gives a statement. */
  buildersIn(group: string): readonly SourceNode[] {
    this.#groups ??= this.#allWrapped()
    return this.#builders.get(group) ?? []
  }

  #allWrapped(): Map<string, Site[]> {
    const groups = new Map<string, Site[]>()
    const { host, origins } = this.#analysis
    walk(host.program, node => {
      if (node.type === 'CallExpression') {
        const site = this.of(node)
        const built = origins.factOf(child(node, 'callee')!)
        if (built?.kind === 'builder') this.#builders.set(String(built.data!['group']), [...(this.#builders.get(String(built.data!['group'])) ?? []), node])
        if (site?.wrapper !== undefined) groups.set(site.wrapper.group, [...(groups.get(site.wrapper.group) ?? []), site])
      }
      else if (node.type === 'Identifier' || node.type === 'MemberExpression') {
        const up = host.parentOf(node)
        if (up === undefined || (up.type === 'CallExpression' && child(up, 'callee') === node) || (/^(?:Import|VariableDeclarator|Property|ExportSpecifier)/.test(up.type) && !isRead(up, node))) return
        if (up.type === 'MemberExpression' && child(up, 'property') === node && up['computed'] !== true) return
        if (up.type === 'Property' && host.parentOf(up)?.type === 'ObjectPattern') return
        const fact = origins.factOf(node)
        if (fact?.kind === 'wrapper' || fact?.kind === 'builder') this.#escapes.set(String(fact.data!['group']), [...(this.#escapes.get(String(fact.data!['group'])) ?? []), node])
      }
    })
    return groups
  }

  /** A call of a function that another file exports and that runs the text it is given. */
  #wrapped(node: SourceNode): Site | undefined {
    const callee = child(node, 'callee')!
    const fact = this.#analysis.origins.factOf(callee)
    if (fact?.kind !== 'wrapper') return undefined
    const data = fact.data!
    const text = children(node, 'arguments')[data['text'] as number]
    if (text === undefined || text.type === 'SpreadElement') return undefined
    const isManual = data['target'] === 'manual'
    const primitive: Primitive = { id: data['id'] as string, dialect: data['dialect'] as Primitive['dialect'], binds: 'named', target: isManual ? 'manual' : 'wrapper' }
    return { call: node, object: callee, method: '', text, primitive, isOptional: node['optional'] === true, options: undefined, receiver: 'known', wrapper: { group: data['group'] as string, values: data['values'] as number, isRest: data['rest'] === true } }
  }

  /** `run(text)` where run is given from elsewhere, or takes its arguments as a list: nothing is known but that the text is a statement. */
  #unknownFunction(node: SourceNode): Site | undefined {
    const callee = bare(child(node, 'callee')!)
    const text = children(node, 'arguments')[0]
    if (callee.type !== 'Identifier' || text === undefined || text.type === 'SpreadElement' || !RUNS.test(callee['name'] as string)) return undefined
    const fn = this.#analysis.calls.functionOf(callee)
    if (fn !== undefined && children(fn, 'params')[0]?.type !== 'RestElement') return undefined
    return { call: node, object: callee, method: '', text, primitive: UNKNOWN, isOptional: false, options: undefined, receiver: 'unknown' }
  }

  /** `query(text)` where `const query = promisify(db.query).bind(db)`. */
  #promisified(node: SourceNode): Site | undefined {
    const callee = bare(child(node, 'callee')!)
    const text = children(node, 'arguments')[0]
    const variable = callee.type === 'Identifier' ? this.#analysis.bindings.variableOf(callee) : undefined
    const value = variable === undefined ? undefined : this.#analysis.provenance.constant(variable)
    if (value === undefined || text === undefined || text.type === 'SpreadElement') return undefined
    const bind = methodCall(bare(value))
    const call = bind?.name === 'bind' ? bare(bind.object) : bare(value)
    if (call.type !== 'CallExpression' || !/\bpromisify$/.test(this.#analysis.host.text.slice(...rangeOf(child(call, 'callee')!)))) return undefined
    const inner = methodCall(bare(children(call, 'arguments')[0] ?? call))
    const member = inner?.name === 'bind' ? bare(inner.object) : bare(children(call, 'arguments')[0] ?? call)
    if (member.type !== 'MemberExpression') return undefined
    const object = child(member, 'object')!
    const type = this.#analysis.origins.typeOf(object)
    const method = propertyName(member) ?? ''
    const primitive = type === undefined ? undefined : primitives[type]?.[method]
    if (primitive === undefined) return undefined
    const to = inner?.name === 'bind' ? inner.args[0] : bind?.name === 'bind' ? bind.args[0] : undefined
    const handles = to === undefined ? [object] : [object, to]
    return { call: node, object, method, primitive, isOptional: false, receiver: 'known', promisified: { handles, name: callee }, ...this.#text(text) }
  }

  #judge(node: SourceNode): Site | undefined {
    const wrapped = this.#wrapped(node)
    if (wrapped !== undefined) return wrapped
    const promisified = this.#promisified(node)
    if (promisified !== undefined) return promisified
    const call = methodCall(node)
    if (call === undefined) return this.#unknownFunction(node)
    if (!mayBeSite(call.name)) return undefined
    const first = call.args[0]
    if (first === undefined || first.type === 'SpreadElement' || isFunction(first)) return undefined
    const type = UNIQUE.has(call.name) ? 'prisma:handle' : (this.#analysis.origins.typeOf(call.object) ?? (knexMethods.has(call.name) && this.#hasKnex() ? 'knex:builder' : undefined))
    const primitive = type === undefined ? undefined : primitives[type]?.[call.name]
    const base = { call: node, object: call.object, method: call.name, isOptional: call.optional || hasOptional(call.object), ...this.#text(first) }
    if (primitive !== undefined) return { ...base, primitive, receiver: 'known' }
    if ((type !== undefined && !/:handle$/.test(type)) || this.#isOurs(call.object)) return undefined
    const guess = type !== undefined ? undefined : this.#guess(call.object, call.name)
    if (guess !== undefined) return { ...base, primitive: guess, receiver: 'guessed' }
    if (!/^(?:query|execute|exec|prepare|raw|unsafe|\w+(?:Query|Async|Sql)|query\w+)$/.test(call.name) && !HANDLE_NAME.test(receiverName(call.object))) return undefined
    return { ...base, primitive: UNKNOWN, receiver: 'unknown' }
  }

  #text(first: SourceNode): { text: SourceNode; options: SourceNode | undefined } {
    const held = heldOptions(this.#analysis, first)
    return held === undefined ? { text: first, options: undefined } : { text: held.text, options: held.literal }
  }

  /** `connect(x)` and what hangs on it is ours already; a function of the file is judged by what it does itself. */
  #isOurs(object: SourceNode): boolean {
    const node = bare(object)
    if (node.type === 'MemberExpression' && propertyName(node) === 'driver') return this.#isOurs(child(node, 'object')!)
    if (node.type === 'CallExpression') {
      const name = bare(child(node, 'callee')!)
      if (name.type === 'Identifier' && /connect$/i.test(name['name'] as string)) return true
    }
    const variable = node.type === 'Identifier' ? this.#analysis.bindings.variableOf(node) : undefined
    const value = variable === undefined ? undefined : this.#analysis.provenance.constant(variable)
    if (value !== undefined && bare(value).type === 'CallExpression' && this.#isOurs(value)) return true
    return this.#analysis.calls.holderOf(object) !== undefined || this.#analysis.origins.factOf(object) !== undefined
  }

  #hasKnex(): boolean {
    const { dependencies } = this.#analysis.host.project
    return dependencies.has('knex') || dependencies.has('objection')
  }

  #isParameter(node: SourceNode): boolean {
    let root = node
    while (root.type === 'MemberExpression') root = bare(child(root, 'object')!)
    if (root.type !== 'Identifier') return false
    const variable = this.#analysis.bindings.variableOf(root)
    return variable?.defs[0]?.type === 'Parameter'
  }

  /** `constructor(private pool) {}` of TypeScript; `req.db` and the like. */
  #isParameterProperty(node: SourceNode): boolean {
    const object = bare(child(node, 'object')!)
    if (object.type !== 'ThisExpression') return this.#isParameter(object)
    const around = this.#analysis.bindings.classOf(object)
    return around !== undefined && /\bconstructor\s*\([^)]*\b(?:private|public|protected|readonly)\b/.test(this.#analysis.host.text.slice(...rangeOf(around)))
  }

  /** A handle that comes into the file as a parameter or on an object, by its name, where the project knows one driver only. */
  #guess(object: SourceNode, method: string): Primitive | undefined {
    const drivers = Object.keys(driverOfPackage).filter(name => this.#analysis.host.project.dependencies.has(name))
    const known = drivers.includes('knex') || drivers.includes('sequelize') || drivers.includes('typeorm') ? drivers.filter(name => /^(?:knex|sequelize|typeorm)$/.test(name)) : drivers
    if (known.length !== 1) return undefined
    const primitive = primitives[driverOfPackage[known[0]!]!]?.[method]
    if (primitive === undefined || primitive.target === 'manual' || primitive.moves === true) return undefined
    const node = bare(object)
    if (!HANDLE_NAME.test(receiverName(node))) return undefined
    if (node.type === 'MemberExpression') {
      const value = this.#analysis.calls.memberValue(node)
      return value !== undefined && this.#isParameter(bare(value)) ? primitive : this.#isParameterProperty(node) ? primitive : undefined
    }
    const def = this.#analysis.bindings.variableOf(node)?.defs[0]
    return def?.type === 'Parameter' ? primitive : undefined
  }
}

const receiverName = (object: SourceNode): string => {
  const node = bare(object)
  const name = node.type === 'Identifier' ? (node['name'] as string) : node.type === 'MemberExpression' ? (propertyName(node) ?? '') : ''
  return name.replace(/^[#_]+/, '')
}

const isRead = (parent: SourceNode, node: SourceNode): boolean =>
  parent.type === 'VariableDeclarator' ? child(parent, 'init') === node : parent.type === 'Property' ? child(parent, 'value') === node : false

/** `a?.b` in front of a call ends the whole chain where a is missing. */
const hasOptional = (object: SourceNode): boolean => {
  let node: SourceNode | undefined = object
  while (node !== undefined && (node.type === 'MemberExpression' || node.type === 'CallExpression' || node.type === 'TSNonNullExpression')) {
    if (node['optional'] === true) return true
    node = child(node, node.type === 'MemberExpression' ? 'object' : node.type === 'CallExpression' ? 'callee' : 'expression')
  }
  return false
}
