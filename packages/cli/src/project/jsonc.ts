/** A JSON value with its place in the text. */
export interface JsonNode {
  readonly start: number
  readonly end: number
  /** A string, number, true, false or null; for an object its members. */
  readonly value: string | number | boolean | null | readonly JsonMember[] | readonly JsonNode[]
  readonly kind: 'object' | 'array' | 'scalar'
}

export interface JsonMember {
  readonly key: string
  readonly start: number
  readonly value: JsonNode
}

const MAX_DEPTH = 100

/**
 * Reads JSON with comments and trailing commas, as some package.json files have them, keeping offsets so that it can be edited in place.
 * Gives undefined for anything else.
 */
export function parseJsonWithPlaces(text: string): JsonNode | undefined {
  let at = 0
  let failed = false

  const gap = /(?:[ \t\r\n\uFEFF]+|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)*/y
  const skip = () => {
    gap.lastIndex = at
    gap.exec(text)
    at = gap.lastIndex
  }
  const take = (unit: string): boolean => {
    skip()
    if (text[at] !== unit) return false
    at++
    return true
  }
  const fail = () => {
    failed = true
    return undefined
  }
  const scalarPattern = /"(?:[^"\\\u0000-\u001f]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/y
  const scalar = (): JsonNode | undefined => {
    scalarPattern.lastIndex = at
    const match = scalarPattern.exec(text)
    if (!match) return fail()
    const start = at
    at = scalarPattern.lastIndex
    try {
      return { start, end: at, kind: 'scalar', value: JSON.parse(match[0]) as string }
    } catch {
      return fail()
    }
  }
  const value = (depth: number): JsonNode | undefined => {
    skip()
    if (depth > MAX_DEPTH || failed) return fail()
    const start = at
    if (take('{')) return list(start, 'object', '}', () => member(depth))
    if (take('[')) return list(start, 'array', ']', () => value(depth + 1))
    return scalar()
  }
  const member = (depth: number): JsonMember | undefined => {
    skip()
    const key = scalar()
    if (typeof key?.value !== 'string' || !take(':')) return fail()
    const held = value(depth + 1)
    return held && { key: key.value, start: key.start, value: held }
  }
  const list = <T>(start: number, kind: 'object' | 'array', close: string, item: () => T | undefined): JsonNode | undefined => {
    const items: T[] = []
    while (!take(close)) {
      const next = item()
      if (next === undefined || failed) return fail()
      items.push(next)
      if (!take(',')) return take(close) ? { start, end: at, kind, value: items as unknown as JsonMember[] } : fail()
    }
    return { start, end: at, kind, value: items as unknown as JsonMember[] }
  }

  const root = value(0)
  skip()
  return failed || at !== text.length ? undefined : root
}

/** The members of an object, or none. */
export const membersOf = (node: JsonNode | undefined): readonly JsonMember[] => (node?.kind === 'object' ? (node.value as readonly JsonMember[]) : [])

/** The last member of that name, which is the one that JSON.parse keeps. */
export const memberOf = (node: JsonNode | undefined, key: string): JsonMember | undefined => membersOf(node).findLast(member => member.key === key)
