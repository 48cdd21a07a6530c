/** Where a piece of an argument comes from, and so what is believed of it. */
export type PieceKind = 'static' | 'chosen' | 'plain' | 'word' | 'number' | 'path' | 'secret' | 'program' | 'loose'

/** A run of text in an argument. Plain data: it also travels to the runner process. */
export interface Piece {
  readonly text: string
  readonly kind: PieceKind
  /** Static text outside of quotes, in which * ? [ and a leading ~ have a meaning. */
  readonly bare?: boolean
  /** Number of the slot, from 1. */
  readonly slot?: number
}

export const isTrusted = (piece: Piece) => piece.kind === 'static' || piece.kind === 'chosen'
