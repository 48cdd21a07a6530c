import type { Compiled } from '../compile.ts'
import type { PreparePolicy } from '../drivers/driver.ts'
import { Sightings } from './sightings.ts'

const MAX_JUDGED = 1000

/** What is known of the statements of one pool or client, over all of its connections. */
export class Naming {
  readonly #sightings = new Sightings()
  readonly #unique = new Map<string, boolean>()

  /** Only statements of a fixed shape that were seen repeatedly get a name. */
  mayName(compiled: Compiled): boolean {
    return compiled.fixed && this.#sightings.isFrequent(compiled.text)
  }

  /** Whether the statement finds its row by a unique key, so that one plan serves all values; undefined until judged. */
  isUnique(text: string): boolean | undefined {
    return this.#unique.get(text)
  }

  judge(text: string, isUnique: boolean): void {
    if (this.#unique.size >= MAX_JUDGED) this.#unique.clear()
    this.#unique.set(text, isUnique)
  }
}

const known = new WeakMap<object, Naming>()

export function namingOf(target: object, policy: PreparePolicy): Naming | undefined {
  if (policy === 'never') return undefined
  let naming = known.get(target)
  if (!naming) known.set(target, (naming = new Naming()))
  return naming
}
