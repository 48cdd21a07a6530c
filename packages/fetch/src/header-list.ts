import { codes } from './codes.ts'

/** Header fields as they are sent: names in lower case. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

// RFC 9110 7.6.1 (hop-by-hop), RFC 9112 6 (framing): what decides where a message ends and who it is for is never the caller's.
const REFUSED = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade', 'te', 'trailer', 'expect', 'http2-settings'])

const isRefused = (name: string) => REFUSED.has(name) || name.startsWith('proxy-')

// What may go to another origin after a redirect, and into the headers of a policy without `allow`: nothing in it is secret by its purpose.
const FREE = new Set(['accept', 'accept-encoding', 'accept-language', 'cache-control', 'content-encoding', 'content-language', 'content-type', 'dnt', 'if-range', 'pragma', 'range', 'sec-fetch-mode', 'user-agent'])

export const isFreeHeader = (name: string): boolean => FREE.has(name)

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const HAS_REFUSED_CHARACTER = /[^\t\x20-\x7e\x80-\xff]/

/** Reads headers once, from an object, an array of pairs or a Headers of any world. Refuses with FETCH_HEADER_REFUSED; `refused` collects framing headers that may yet prove harmless. */
export function readHeaders(given: unknown, where: string, framing?: [string, string][]): HeaderList {
  const list: [string, string][] = []
  if (given === undefined || given === null) return list
  for (const [rawName, rawValue] of pairs(given, where)) {
    const [name, value] = checkHeader(rawName, rawValue, where)
    if (!isRefused(name)) list.push([name, value])
    else if (framing) framing.push([name, value])
    else throw refuse(where, name)
  }
  return list
}

export const refuse = (where: string, name: string, got = `the header ${name}`) => codes.error('FETCH_HEADER_REFUSED', { at: where, got })

function checkHeader(rawName: unknown, rawValue: unknown, where: string): [string, string] {
  const name = String(rawName)
  if (!NAME.test(name)) throw refuse(where, name, 'a name that is no header name')
  // fetch itself would send the word "undefined".
  if (rawValue === undefined || typeof rawValue === 'symbol') throw refuse(where, name, `${typeof rawValue} as the value of ${name}`)
  const value = trim(String(rawValue))
  const lower = name.toLowerCase()
  if (HAS_REFUSED_CHARACTER.test(value)) throw refuse(where, lower, `a value of ${lower} with a line break, a control character or a character beyond Latin-1`)
  return [lower, value]
}

// By hand: a regular expression for the end of a text is quadratic in its inner space.
function trim(value: string): string {
  let [start, end] = [0, value.length]
  while (start < end && isSpace(value.charCodeAt(start))) start++
  while (end > start && isSpace(value.charCodeAt(end - 1))) end--
  return value.slice(start, end)
}

const isSpace = (unit: number) => unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d

function* pairs(given: unknown, where: string): Iterable<readonly [unknown, unknown]> {
  if (typeof given !== 'object' || given === null) throw refuse(where, '', 'headers that are no object')
  if (typeof (given as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function') {
    for (const pair of given as Iterable<unknown>) {
      if (!Array.isArray(pair) || pair.length !== 2) throw refuse(where, '', 'a pair that is no array of two')
      yield [pair[0], pair[1]]
    }
    return
  }
  for (const name of Object.keys(given)) {
    const value = (given as Record<string, unknown>)[name]
    // node-fetch and axios take a list of values; fetch writes it with commas.
    yield [name, value]
  }
}
