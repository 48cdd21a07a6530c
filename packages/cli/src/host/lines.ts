/** A place in a text: line and column from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Finds the line and column of an offset in a text; CR, LF and CRLF end lines, as do U+2028 and U+2029 in JavaScript, which editors do not count. */
export class LineTable {
  readonly #starts: number[] = [0]

  constructor(text: string) {
    const breaks = /\r\n|[\r\n]/g
    while (breaks.exec(text)) this.#starts.push(breaks.lastIndex)
  }

  positionOf(offset: number): Position {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 }
  }
}
