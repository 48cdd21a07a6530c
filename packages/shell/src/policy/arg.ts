import { isTrusted } from '../slots/piece.ts'
import type { Piece } from '../slots/piece.ts'
import { escapeText } from '../escape.ts'

/** One argument of a program, and what of it the author wrote. */
export class Arg {
  readonly text: string
  readonly pieces: readonly Piece[]
  /** Wholly written or chosen by the author. */
  readonly isTrusted: boolean
  /** A word of a value that is meant to hold options: read as one, and judged as a value. */
  readonly isLoose: boolean
  /** What the author wrote before the first value. */
  readonly lead: string

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces
    let text = ''
    let lead = ''
    let isLeading = true
    for (const piece of pieces) {
      text += piece.text
      if (isLeading && !isTrusted(piece)) isLeading = false
      if (isLeading || (piece.kind === 'loose' && pieces.length === 1)) lead += piece.text
    }
    this.text = text
    this.lead = lead
    this.isTrusted = isLeading
    this.isLoose = pieces.length === 1 && pieces[0]!.kind === 'loose'
  }

  /** Whether options are read in it. */
  get isReadable(): boolean {
    return this.isTrusted || this.isLoose
  }

  static written(text: string): Arg {
    return new Arg([{ text, kind: 'static' }])
  }

  /** What stands from a place on. */
  from(start: number): Arg {
    const rest: Piece[] = []
    let skip = start
    for (const piece of this.pieces) {
      if (skip < piece.text.length) rest.push(skip > 0 ? { ...piece, text: piece.text.slice(skip) } : piece)
      skip = Math.max(0, skip - piece.text.length)
    }
    return new Arg(rest)
  }

  /** The text of what is not the author's. */
  get foreign(): string {
    return this.pieces.filter(piece => !isTrusted(piece)).map(piece => piece.text).join('\u{fffc}')
  }

  /** All that is not the author's came from path(…), and stands first or after the author's text. */
  get isPath(): boolean {
    return !this.isTrusted && this.pieces.every(piece => isTrusted(piece) || piece.kind === 'path')
  }

  /** All that is not the author's are numbers. */
  get isNumber(): boolean {
    return !this.isTrusted && this.pieces.every(piece => isTrusted(piece) || (piece.kind === 'number' && /^-?\d+$/.test(piece.text)))
  }

  /** True where the author wrote this text somewhere in the argument. */
  writes(text: string): boolean {
    return this.pieces.some(piece => isTrusted(piece) && piece.text.includes(text))
  }

  /** For messages: values are named, never shown. */
  get label(): string {
    return this.pieces.map(piece => (isTrusted(piece) ? escapeText(piece.text) : (piece.slot ? `«arg ${piece.slot}»` : '«file»'))).join('')
  }
}
