import { describe, expect, test } from 'vitest'
import { TestLines } from '../src/verify/test-lines.ts'

const outputs: Record<string, [output: string, passed: string[], failed: string[]]> = {
  'TAP': ['TAP version 13\nok 1 - adds\nnot ok 2 - takes away\n  ---\n  message: "x"\n  ...\nok 3 - later # SKIP no network\nnot ok 4 - known # TODO broken\n1..4\n# fail 1\n', ['adds'], ['takes away']],
  'node:test, TAP': ['# Subtest: suite\n    # Subtest: inner\n    ok 1 - inner\n      ---\n      duration_ms: 0.4\n      ...\n    not ok 2 - bad\n    1..2\nnot ok 1 - suite\n', ['inner'], ['bad', 'suite']],
  'node:test, spec': ['▶ suite\n  ✔ inner (0.41ms)\n  ✖ bad (1.2ms)\n▶ suite (3ms)\nℹ tests 2\n\n✖ failing tests:\n\n✖ bad (1.2ms)\n  AssertionError\n', ['inner'], ['bad', 'bad']],
  'vitest': [' ✓ test/a.test.ts (2 tests) 3ms\n ❯ test/b.test.ts (2 tests | 1 failed) 5ms\n   ✓ works 1ms\n   × breaks 3ms\n FAIL  test/b.test.ts > breaks\nAssertionError\n', ['test/a.test.ts (2 tests)', 'works'], ['breaks', 'test/b.test.ts > breaks']],
  'jest': ['PASS test/a.test.js\nFAIL test/b.test.js\n  suite\n    ✓ works (2 ms)\n    ✕ breaks (3 ms)\n\n  ● suite › breaks\n\n    expect(received)\n', ['test/a.test.js', 'works'], ['test/b.test.js', 'breaks', 'suite › breaks']],
  'mocha': ['  suite\n    ✔ works\n    1) breaks\n\n  1 passing (4ms)\n  1 failing\n\n  1) suite\n       breaks:\n     Error\n', ['works'], ['breaks', 'suite']],
  'colours': ['\u001b[32m✓\u001b[39m works \u001b[2m3ms\u001b[22m\n', ['works'], []],
  'nothing of the kind': ['Listening on 3000\nok then\nnot okay\n1. item\n', [], []],
}

const expand = (counts: ReadonlyMap<string, number>) => [...counts].flatMap(([name, count]) => Array<string>(count).fill(name)).sort()

describe('test names are read from', () => {
  test.each(Object.entries(outputs))('%s', (_, [output, passed, failed]) => {
    const lines = new TestLines()
    for (const line of output.split('\n')) lines.push(line)
    expect([expand(lines.passed), expand(lines.failed)]).toEqual([passed.sort(), failed.sort()])
  })
})
