const getPrototypeOf = Object.getPrototypeOf as (value: object) => object | null

/** Reads a property once, as the author of the object wrote it: own or from a class, never from Object.prototype, which anybody may have polluted (CWE-1321). */
export function ownValue(object: object, name: string): unknown {
  for (let holder: object | null = object; holder !== null; ) {
    const next = getPrototypeOf(holder)
    // The last of a chain that has more than one link is an Object.prototype, of this realm or another.
    if (next === null && holder !== object) return undefined
    if (Object.hasOwn(holder, name)) return (object as Record<string, unknown>)[name]
    holder = next
  }
  return undefined
}
