import { codes } from './codes.ts'
import { describeValue } from './describe.ts'

/** Reads one option; `value` is undefined where the caller gave none. */
export type OptionReader<T> = (value: unknown, where: string) => T

/** The readers of a call's options, by name. */
export type OptionSpec = Readonly<Record<string, OptionReader<unknown>>>

/** What a spec gives when read. */
export type OptionValues<Spec extends OptionSpec> = { readonly [Name in keyof Spec]: ReturnType<Spec[Name]> }

/**
 * Reads options into a frozen object without a prototype, each property once.
 * Refuses getters, foreign prototypes, symbols, an own `__proto__` (OPTIONS_REFUSED) and unknown names (OPTION_UNKNOWN); a polluted Object.prototype changes nothing.
 */
export function readOptions<Spec extends OptionSpec>(where: string, input: unknown, spec: Spec): OptionValues<Spec> {
  const given: Record<string, unknown> = Object.create(null)
  if (input !== undefined) copyPlain(where, input, given)
  for (const name in given) {
    if (!Object.hasOwn(spec, name)) throw codes.error('OPTION_UNKNOWN', { at: where, got: nameOf(name), todo: `Known options: ${Object.keys(spec).join(', ')}.` })
  }
  const read: Record<string, unknown> = Object.create(null)
  for (const name of Object.keys(spec)) read[name] = spec[name]!(given[name], `${where}: ${name}`)
  return Object.freeze(read) as OptionValues<Spec>
}

function copyPlain(where: string, input: unknown, into: Record<string, unknown>): void {
  const refuse = (got: string) => codes.error('OPTIONS_REFUSED', { at: where, got })
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw refuse(describeValue(input))
  const prototype = Object.getPrototypeOf(input)
  // A plain object of another realm (vm, Jest) has a foreign Object.prototype, whose own prototype is null.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw refuse('an instance of a class')
  for (const key of Reflect.ownKeys(input)) {
    if (typeof key === 'symbol') throw refuse('a symbol key')
    if (key === '__proto__') throw refuse('an own __proto__')
    const property = Object.getOwnPropertyDescriptor(input, key)
    if (!property || !('value' in property)) throw refuse(`a getter named ${nameOf(key)}`)
    into[key] = property.value
  }
}

const nameOf = (name: string) => (/^[\w.$-]{1,40}$/.test(name) ? `"${name}"` : `a name of ${name.length} characters`)

/** A whole number from `min` (1) to `max` (2^53-1), `fallback` where none was given; anything else is LIMIT_INVALID. */
export function limit(fallback: number, { min = 1, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {}): OptionReader<number> {
  return (value, where) => {
    if (value === undefined) return fallback
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
      throw codes.error('LIMIT_INVALID', { at: where, got: describeValue(value), details: { min, max } })
    return value
  }
}

/** Like `limit`, with no limit where none was given. */
export function optionalLimit(range: { min?: number; max?: number } = {}): OptionReader<number | undefined> {
  const read = limit(0, range)
  return (value, where) => (value === undefined ? undefined : read(value, where))
}

/** The narrower of a limit and a call's own; a call's own that is wider is LIMIT_WIDENED. */
export function narrowLimit(base: number | undefined, own: number | undefined, where: string): number | undefined {
  if (own === undefined) return base
  if (base !== undefined && own > base) throw codes.error('LIMIT_WIDENED', { at: where, details: { limit: base, asked: own } })
  return own
}

/** true or false, `fallback` where none was given. */
export function flag(fallback: boolean): OptionReader<boolean> {
  return (value, where) => {
    if (value === undefined) return fallback
    if (typeof value !== 'boolean') throw codes.error('OPTION_INVALID', { at: where, got: describeValue(value), todo: 'Give true or false.' })
    return value
  }
}

/** One of the given words, the first where none was given. */
export function choice<const Word extends string>(words: readonly [Word, ...Word[]]): OptionReader<Word> {
  return (value, where) => {
    if (value === undefined) return words[0]
    if (typeof value !== 'string' || !words.includes(value as Word))
      throw codes.error('OPTION_INVALID', { at: where, got: describeValue(value), todo: `Give one of ${words.map(word => `'${word}'`).join(', ')}.` })
    return value as Word
  }
}

/** A value for which `test` holds, or none; `kind` names it in the error. */
export function optional<T>(kind: string, test: (value: unknown) => value is T): OptionReader<T | undefined> {
  return (value, where) => {
    if (value === undefined) return undefined
    if (!test(value)) throw codes.error('OPTION_INVALID', { at: where, got: describeValue(value), todo: `Give ${kind}.` })
    return value
  }
}
