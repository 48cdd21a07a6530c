import type { Edit, Range } from '../model.ts'

/** Text that replaces a range, with ranges of the source kept in it; what is edited inside those stays edited. */
export interface PieceEdit {
  readonly range: Range
  readonly pieces: readonly (string | Range)[]
}

interface Gap extends Edit {
  /** Gaps at one place: closing before opening, the inner closing first, the outer opening first. */
  readonly rank: number
}

/** Flat, sorted edits without overlap; undefined where two of them contradict each other. */
export const flatten = (text: string, edits: readonly PieceEdit[]): readonly Edit[] | undefined => {
  const unique = [...new Map(edits.map(edit => [JSON.stringify(edit), edit])).values()]
  const gaps: Gap[] = []
  const moved = unique.filter(edit => !inOrder(edit))
  const consumed = new Set<PieceEdit>()
  for (const edit of moved) {
    if (moved.some(other => other !== edit && contains(other.range, edit.range))) return undefined
    for (const inner of unique) {
      if (inner === edit || !contains(edit.range, inner.range)) continue
      if (!edit.pieces.some(piece => typeof piece !== 'string' && contains(piece, inner.range))) return undefined
      consumed.add(inner)
    }
    const inside = [...consumed].filter(inner => contains(edit.range, inner.range))
    let out = ''
    for (const piece of edit.pieces) {
      if (typeof piece === 'string') {
        out += piece
        continue
      }
      const part = flatten(text, inside.filter(inner => contains(piece, inner.range)))
      if (part === undefined) return undefined
      out += applyWithin(text, piece, part)
    }
    gaps.push({ range: edit.range, text: out, rank: 0 })
  }
  for (const edit of unique) if (inOrder(edit) && !consumed.has(edit)) gaps.push(...gapsOf(text, edit))
  const sorted = gaps.sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1] || a.rank - b.rank)
  for (let index = 1; index < sorted.length; index++) if (sorted[index]!.range[0] < sorted[index - 1]!.range[1]) return undefined
  return sorted.map(({ range, text: replacement }) => ({ range, text: replacement }))
}

const contains = (outer: Range, inner: Range): boolean => outer[0] <= inner[0] && inner[1] <= outer[1]

const inOrder = (edit: PieceEdit): boolean => {
  let at = edit.range[0]
  for (const piece of edit.pieces) {
    if (typeof piece === 'string') continue
    if (piece[0] < at || piece[1] > edit.range[1]) return false
    at = piece[1]
  }
  return true
}

/** The parts of an edit between the kept ranges, without what stays the same at their ends. */
const gapsOf = (text: string, edit: PieceEdit): Gap[] => {
  const gaps: Gap[] = []
  const size = edit.range[1] - edit.range[0]
  let at = edit.range[0]
  let out = ''
  let kept = false
  const close = (end: number, opens: boolean): void => {
    const trimmed = trim(text, [at, end], out)
    const rank = kept && !opens ? size - 1e9 : kept ? 0 : 1e9 - size
    if (trimmed !== undefined) gaps.push({ ...trimmed, rank })
  }
  for (const piece of edit.pieces) {
    if (typeof piece === 'string') out += piece
    else {
      close(piece[0], true)
      at = piece[1]
      out = ''
      kept = true
    }
  }
  close(edit.range[1], false)
  return gaps
}

const trim = (text: string, range: Range, replacement: string): Edit | undefined => {
  let [start, end] = range
  let from = 0
  let to = replacement.length
  if (text.slice(start, end) === replacement) return undefined
  while (start < end && from < to && text[start] === replacement[from]) {
    start++
    from++
  }
  while (end > start && to > from && text[end - 1] === replacement[to - 1]) {
    end--
    to--
  }
  return { range: [start, end], text: replacement.slice(from, to) }
}

const applyWithin = (text: string, range: Range, edits: readonly Edit[]): string => {
  let out = ''
  let at = range[0]
  for (const edit of edits) {
    out += text.slice(at, edit.range[0]) + edit.text
    at = edit.range[1]
  }
  return out + text.slice(at, range[1])
}
