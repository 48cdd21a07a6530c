/** The most recently used entries by key; what falls out is handed to `onEvict`. */
export class Lru<Value> {
  readonly #entries = new Map<string, Value>()
  readonly #max: number
  readonly #onEvict: (value: Value) => void

  constructor(max: number, onEvict: (value: Value) => void) {
    this.#max = max
    this.#onEvict = onEvict
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key)
    if (value !== undefined && this.#entries.size > this.#max / 2) {
      // Order matters only where something may soon fall out.
      this.#entries.delete(key)
      this.#entries.set(key, value)
    }
    return value
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key)
    if (this.#entries.size >= this.#max) {
      const [oldest, evicted] = this.#entries.entries().next().value!
      this.#entries.delete(oldest)
      this.#onEvict(evicted)
    }
    this.#entries.set(key, value)
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  values(): IterableIterator<Value> {
    return this.#entries.values()
  }

  clear(): void {
    this.#entries.clear()
  }
}
