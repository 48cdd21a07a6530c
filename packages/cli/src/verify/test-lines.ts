const MAX_NAMES = 100_000

const ansi = /\u001b\[[0-9;?]*[A-Za-z]/g
const took = /\s+\(?\d+(?:\.\d+)?\s?m?s\)?$/

interface Shape {
  readonly pattern: RegExp
  readonly failed?: boolean
}

// Each has the name in its last group. TAP's group 1 tells failures apart.
const shapes: readonly Shape[] = [
  { pattern: /^\s*(not )?ok\s+\d+\s*(?:-\s*)?(.*)$/ },
  { pattern: /^\s*[✖✗✘✕×]\s+(.+)$/, failed: true },
  { pattern: /^\s*[✔✓√]\s+(.+)$/, failed: false },
  { pattern: /^\s*●\s+(.+ › .+)$/, failed: true },
  { pattern: /^\s*FAIL\s+(\S.*)$/, failed: true },
  { pattern: /^\s*PASS\s+(\S.*)$/, failed: false },
  { pattern: /^\s*\d+\)\s+(.+)$/, failed: true },
]

const headings = new Set(['failing tests:'])

/** Picks the names of tests out of the output of TAP producers, node:test, vitest, jest and mocha. */
export class TestLines {
  readonly passed = new Map<string, number>()
  readonly failed = new Map<string, number>()

  push(line: string): void {
    const text = line.replace(ansi, '').trimEnd()
    for (const { pattern, failed } of shapes) {
      const match = pattern.exec(text)
      if (match) return this.#count(match, failed)
    }
  }

  #count(match: RegExpExecArray, failed: boolean | undefined): void {
    const raw = match.at(-1)!
    const tap = failed === undefined
    // TAP: a failure that is expected, or a test that was not run, is no failure.
    if (tap && /\s#\s*(?:todo|skip)\b/i.test(raw)) return
    const name = raw.replace(/\s+#\s*(?:time|duration_ms).*$/i, '').replace(took, '').trim()
    if (!name || headings.has(name)) return
    const names = (tap ? match[1] !== undefined : failed) ? this.failed : this.passed
    if (names.has(name) || names.size < MAX_NAMES) names.set(name, (names.get(name) ?? 0) + 1)
  }
}
