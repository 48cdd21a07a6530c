const CONTEXT = 3
const MAX_DISTANCE = 2_000

/** Lines [from, to) of the old text, and what stands there instead. */
interface Change {
  readonly from: number
  readonly to: number
  readonly lines: readonly string[]
}

/** A hunk of a unified diff. */
export interface Hunk {
  readonly header: string
  /** Each begins with ' ', '-' or '+', or is the mark of a missing last newline. */
  readonly lines: readonly string[]
}

/** The hunks of a unified diff between two texts (Myers 1986; texts that differ nearly everywhere become one hunk). */
export function hunksOf(before: string, after: string, context = CONTEXT): Hunk[] {
  const old = splitLines(before)
  const changes = changesOf(old, splitLines(after))
  const hunks: Hunk[] = []
  let shift = 0
  for (let at = 0; at < changes.length; ) {
    let end = at + 1
    while (end < changes.length && changes[end]!.from - changes[end - 1]!.to <= context * 2) end++
    const part = changes.slice(at, end)
    hunks.push(hunkOf(old, part, shift, context))
    for (const change of part) shift += change.lines.length - (change.to - change.from)
    at = end
  }
  return hunks
}

function splitLines(text: string): string[] {
  const lines = text.split(/(?<=\n)/)
  return lines[0] === '' ? [] : lines
}

function changesOf(old: readonly string[], fresh: readonly string[]): Change[] {
  let head = 0
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++
  let oldEnd = old.length
  let freshEnd = fresh.length
  while (oldEnd > head && freshEnd > head && old[oldEnd - 1] === fresh[freshEnd - 1]) { oldEnd--; freshEnd-- }
  const pairs = commonLines(old.slice(head, oldEnd), fresh.slice(head, freshEnd))
  const changes: Change[] = []
  let from = head
  let taken = head
  for (const [left, right] of [...pairs.map(([a, b]) => [a + head, b + head] as const), [oldEnd, freshEnd] as const]) {
    if (left > from || right > taken) changes.push({ from, to: left, lines: fresh.slice(taken, right) })
    from = left + 1
    taken = right + 1
  }
  return changes
}

/** Pairs of indices of lines that stay, in order. */
function commonLines(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const steps: Int32Array[] = []
  const limit = Math.min(a.length + b.length, MAX_DISTANCE)
  const reach = new Int32Array(2 * limit + 3)
  const zero = limit + 1
  for (let distance = 0; distance <= limit; distance++) {
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      const down = diagonal === -distance || (diagonal !== distance && reach[zero + diagonal - 1]! < reach[zero + diagonal + 1]!)
      let x = down ? reach[zero + diagonal + 1]! : reach[zero + diagonal - 1]! + 1
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++
      reach[zero + diagonal] = x
      if (x >= a.length && x - diagonal >= b.length) return trace(steps, a.length, b.length, zero)
    }
    steps.push(reach.slice())
  }
  return []
}

function trace(steps: readonly Int32Array[], x: number, y: number, zero: number): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = []
  for (let distance = steps.length; distance > 0; distance--) {
    const reach = steps[distance - 1]!
    const diagonal = x - y
    const down = diagonal === -distance || (diagonal !== distance && reach[zero + diagonal - 1]! < reach[zero + diagonal + 1]!)
    const previous = down ? diagonal + 1 : diagonal - 1
    const fromX = reach[zero + previous]!
    const startX = down ? fromX : fromX + 1
    while (x > startX) pairs.push([--x, --y])
    x = fromX
    y = fromX - previous
  }
  while (x > 0) pairs.push([--x, --y])
  return pairs.reverse()
}

function hunkOf(old: readonly string[], changes: readonly Change[], shift: number, context: number): Hunk {
  const from = Math.max(0, changes[0]!.from - context)
  const to = Math.min(old.length, changes.at(-1)!.to + context)
  const lines: string[] = []
  let at = from
  for (const change of changes) {
    while (at < change.from) push(lines, ' ', old[at++]!)
    while (at < change.to) push(lines, '-', old[at++]!)
    for (const line of change.lines) push(lines, '+', line)
  }
  while (at < to) push(lines, ' ', old[at++]!)
  const before = to - from
  const after = before + changes.reduce((sum, change) => sum + change.lines.length - (change.to - change.from), 0)
  return { header: `@@ -${span(from, before)} +${span(from + shift, after)} @@`, lines }
}

const span = (from: number, count: number): string => (count === 1 ? `${from + 1}` : `${count === 0 ? from : from + 1},${count}`)

function push(lines: string[], mark: string, line: string): void {
  if (line.endsWith('\n')) lines.push(mark + line.slice(0, -1))
  else lines.push(mark + line, '\\ No newline at end of file')
}
