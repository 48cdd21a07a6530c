/** The finished text of a statement. */
export interface Text {
  readonly text: string
  readonly verb: string
}

const GENERATION = 500

/** Texts by key, in two generations: what was not asked for while 500 others came is forgotten, so names from outside cannot fill the memory. */
export class TextCache {
  #young = new Map<string, Text>()
  #old = new Map<string, Text>()

  get(key: string): Text | undefined {
    const young = this.#young.get(key)
    if (young) return young
    const old = this.#old.get(key)
    if (old) this.set(key, old)
    return old
  }

  set(key: string, text: Text): void {
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, text)
  }
}
