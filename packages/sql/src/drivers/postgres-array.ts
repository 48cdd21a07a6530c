/**
 * Reads the text of a PostgreSQL array (manual, 8.15.6): items in quotes, NULL bare, arrays nested, an optional prefix of bounds.
 * `leaf` reads one item that is not NULL.
 */
export function parseArray(text: string, leaf: (item: string) => unknown): unknown[] {
  const reader = new ArrayReader(text, leaf)
  reader.at = text.indexOf('{') + 1
  return reader.items()
}

class ArrayReader {
  at = 0
  readonly #text: string
  readonly #leaf: (item: string) => unknown

  constructor(text: string, leaf: (item: string) => unknown) {
    this.#text = text
    this.#leaf = leaf
  }

  items(): unknown[] {
    const items: unknown[] = []
    for (; this.at < this.#text.length; this.at++) {
      const unit = this.#text[this.at]
      if (unit === '}') break
      if (unit === ',' || unit === ';') continue
      items.push(this.#item(unit!))
    }
    return items
  }

  #item(first: string): unknown {
    if (first === '{') {
      this.at++
      return this.items()
    }
    if (first === '"') return this.#leaf(this.#quoted())
    const start = this.at
    while (!',;}'.includes(this.#text[this.at + 1]!)) this.at++
    const bare = this.#text.slice(start, this.at + 1)
    return bare === 'NULL' ? null : this.#leaf(bare)
  }

  #quoted(): string {
    let item = ''
    for (this.at++; this.#text[this.at] !== '"'; this.at++) {
      if (this.#text[this.at] === '\\') this.at++
      item += this.#text[this.at]
    }
    return item
  }
}
