import { limit, readOptions } from '@breakwater/core'
import type { Infer, Schema } from '@breakwater/core'
import { check } from './check.ts'
import { codes } from './codes.ts'
import { limitSpec, readJson } from './parse-json.ts'
import type { DataLimits } from './parse-json.ts'
import { textOf } from './text.ts'

/** Limits of `parseYaml`. */
export interface YamlLimits extends DataLimits {
  /** How many nodes the aliases of a document may stand for (100). */
  maxAliases?: number
}

const spec = { ...limitSpec, maxAliases: limit(100, { max: 10_000 }) }

/**
 * Parses one YAML 1.2 document of the core schema with the package yaml (2.x, an optional peer) and checks it. Refuses tags, merge keys, duplicate keys, alias bombs and all that
 * parseJson refuses. `yes` and `no` are text, dates are text. Codes: DATA_PARSER_MISSING and those of parseJson.
 */
export function parseYaml<S extends Schema>(input: string | Uint8Array, schema: S, limits?: YamlLimits): Infer<S> {
  const where = 'parseYaml'
  const read = readOptions(where, limits, spec)
  const text = textOf(input, read.maxBytes, where)
  if (NESTED_FLOW.test(text)) throw codes.error('DATA_TOO_DEEP', { at: where, details: { maxDepth: read.maxDepth } })
  return check(schema, readJson(toJson(text, read, where), read, where), where)
}

// The parser recurses: a run of thousands of brackets or block indicators would end in its stack.
const NESTED_FLOW = /(?:[[{]\s*){200}|(?:[-?:][ \t]+){200}/

interface Yaml {
  parseDocument(text: string, options: object): { errors: unknown[]; warnings: unknown[]; toJS(options: object): unknown }
  visit(document: unknown, visitor: (key: unknown, node: unknown) => void): void
}

function toJson(text: string, limits: { maxAliases: number; maxBytes: number }, where: string): string {
  const yaml = load(where)
  const options = { schema: 'core', version: '1.2', merge: false, uniqueKeys: false, customTags: [], strict: true, stringKeys: true, intAsBigInt: true, prettyErrors: false, logLevel: 'error' }
  let value: unknown
  try {
    const document = yaml.parseDocument(text, options)
    if (document.errors.length > 0 || document.warnings.length > 0) throw codes.error('DATA_MALFORMED', { at: where })
    let aliases = 0
    yaml.visit(document, (place, node) => {
      const { tag, source, type, items } = (node ?? {}) as { tag?: unknown; source?: unknown; type?: unknown; items?: unknown }
      if (typeof tag === 'string' && !CORE_TAGS.has(tag)) throw codes.error('DATA_MALFORMED', { at: where, got: 'a tag' })
      if (place === 'key' && source === '<<' && type === 'PLAIN') throw codes.error('DATA_KEY_REFUSED', { at: where, got: 'a merge key' })
      if (Array.isArray(items)) checkUnique(items, where)
      if (isAlias(node) && ++aliases > limits.maxAliases) throw codes.error('DATA_TOO_LARGE', { at: where, details: { maxAliases: limits.maxAliases } })
    })
    // As Maps, `__proto__` is a key like any other and meets the check of JSON.
    value = document.toJS({ mapAsMap: true, maxAliasCount: limits.maxAliases })
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('DATA_')) throw error
    if (error instanceof ReferenceError && /alias count/i.test(error.message)) throw codes.error('DATA_TOO_LARGE', { at: where, details: { maxAliases: limits.maxAliases } })
    // Anything else of the parser, its stack's end too, is the document's fault; its messages quote the text.
    throw codes.error('DATA_MALFORMED', { at: where })
  }
  const out: string[] = []
  write(value, out, { bytes: 64 * limits.maxBytes }, 0, where)
  return out.join('')
}

const CORE_TAGS = new Set(['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map(name => `tag:yaml.org,2002:${name}`))

// The parser's own check compares each key with all before it: minutes for one document.
function checkUnique(items: readonly { key?: { value?: unknown } | null }[], where: string): void {
  const seen = new Set<string>()
  for (const { key } of items) {
    if (key === undefined) continue
    const name = String(key?.value)
    if (seen.has(name)) throw codes.error('DATA_KEY_DUPLICATE', { at: where })
    seen.add(name)
  }
}

const isAlias = (node: unknown) => typeof node === 'object' && node !== null && node.constructor.name === 'Alias'

function write(value: unknown, out: string[], budget: { bytes: number }, depth: number, where: string): void {
  if (depth > 1000) throw codes.error('DATA_TOO_DEEP', { at: where })
  if ((budget.bytes -= 8) < 0) throw codes.error('DATA_TOO_LARGE', { at: where })
  if (value instanceof Map) {
    out.push('{')
    let first = true
    for (const [key, child] of value) {
      out.push(first ? '' : ',', JSON.stringify(String(key)), ':')
      first = false
      write(child, out, budget, depth + 1, where)
    }
    out.push('}')
  } else if (Array.isArray(value)) {
    out.push('[')
    for (const [index, child] of value.entries()) {
      if (index > 0) out.push(',')
      write(child, out, budget, depth + 1, where)
    }
    out.push(']')
  } else if (typeof value === 'number' && !Number.isFinite(value)) throw codes.error('DATA_NUMBER_LOST', { at: where })
  else if (typeof value === 'string') {
    budget.bytes -= value.length
    out.push(JSON.stringify(value))
  } else out.push(typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'null'))
}

function load(where: string): Yaml {
  try {
    return require('yaml') as Yaml
  } catch (cause) {
    throw codes.error('DATA_PARSER_MISSING', { at: where, got: 'yaml', cause })
  }
}
