const ENOUGH = 5
const GENERATION = 1000

/** Counts how often a text was seen, in two generations, so that one-off texts cannot fill the memory. */
export class Sightings {
  #young = new Map<string, number>()
  #old = new Map<string, number>()

  /** Counts one more; true from the fifth on: only what repeats is worth a named statement. */
  isFrequent(text: string): boolean {
    const count = (this.#young.get(text) ?? this.#old.get(text) ?? 0) + 1
    if (count > ENOUGH) {
      if (!this.#young.has(text)) this.#remember(text, count)
      return true
    }
    this.#remember(text, count)
    return count === ENOUGH
  }

  #remember(text: string, count: number): void {
    if (this.#young.size >= GENERATION && !this.#young.has(text)) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(text, count)
  }
}
