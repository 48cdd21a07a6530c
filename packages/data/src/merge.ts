import { codes } from './codes.ts'
import { entriesOf, isPlain, reachesPrototype } from './key.ts'

const MAX_DEPTH = 64

/**
 * Merges plain objects deeply into a new one without a prototype; later ones win, arrays and instances are taken as they are. Refuses keys that reach for a
 * prototype (CWE-1321), getters and more than 64 levels. Codes: DATA_OBJECT_REFUSED, DATA_KEY_REFUSED, DATA_TOO_DEEP.
 */
export function mergeSafely<const Parts extends readonly object[]>(...parts: Parts): Record<string, unknown> {
  return parts.reduce<Record<string, unknown>>((merged, part) => merge(merged, part, 0), Object.create(null) as Record<string, unknown>)
}

function merge(into: Record<string, unknown>, part: unknown, depth: number): Record<string, unknown> {
  if (depth >= MAX_DEPTH) throw codes.error('DATA_TOO_DEEP', { at: 'mergeSafely', details: { maxDepth: MAX_DEPTH } })
  for (const [key, value] of entriesOf(part, 'mergeSafely')) {
    const before = into[key]
    // What is taken is copied, so that later parts never write into an earlier one.
    into[key] = isPlain(value) ? merge(isPlain(before) ? before : (Object.create(null) as Record<string, unknown>), value, depth + 1) : value
  }
  return into
}

/**
 * Sets a value in an object by a path of own names, making plain objects on the way. Refuses `__proto__`, `constructor` and `prototype`, and anything on the way
 * that is no plain object or array. Code: DATA_PATH_REFUSED.
 */
export function setPath<T extends object>(object: T, path: readonly (string | number)[], value: unknown): T {
  const refuse = () => codes.error('DATA_PATH_REFUSED', { at: 'setPath' })
  if (!Array.isArray(path) || path.length === 0 || path.length > MAX_DEPTH) throw refuse()
  // A step that is an object could give another name when it is read again.
  const steps = path.map(step => {
    if (typeof step !== 'string' && !(typeof step === 'number' && Number.isSafeInteger(step) && step >= 0)) throw refuse()
    if (reachesPrototype(String(step))) throw refuse()
    return String(step)
  })
  let at: unknown = object
  for (const [index, step] of steps.entries()) {
    if (!isPlain(at) && !(Array.isArray(at) && /^\d{1,5}$/.test(step))) throw refuse()
    const holder = at as Record<string, unknown>
    const property = Object.getOwnPropertyDescriptor(holder, step)
    if (property && !('value' in property)) throw refuse()
    const isLast = index === steps.length - 1
    // Defined, not assigned: a setter on a polluted prototype is not called.
    if (isLast || property?.value === undefined) {
      const next = isLast ? value : (Object.create(null) as object)
      Object.defineProperty(holder, step, { value: next, writable: true, enumerable: true, configurable: true })
    }
    at = isLast ? undefined : Object.getOwnPropertyDescriptor(holder, step)!.value
  }
  return object
}

/** A new object without a prototype of the named own properties, those that are there (CWE-915). Codes: DATA_OBJECT_REFUSED, DATA_PATH_REFUSED. */
export function pick<T extends object, const Name extends keyof T & string>(object: T, names: readonly Name[]): Pick<T, Name> {
  if (typeof object !== 'object' || object === null) throw codes.error('DATA_OBJECT_REFUSED', { at: 'pick' })
  const picked = Object.create(null) as Record<string, unknown>
  for (const name of names) {
    if (typeof name !== 'string' || reachesPrototype(name)) throw codes.error('DATA_PATH_REFUSED', { at: 'pick' })
    if (Object.hasOwn(object, name)) picked[name] = object[name]
  }
  return picked as Pick<T, Name>
}
