import fc from 'fast-check'
import { expect, test } from 'vitest'
import { collectFacts } from '../src/analyze.ts'
import { families } from '../src/index.ts'
import { oxcHost } from './support/hosts.ts'
import { migrate } from './support/migrate.ts'

const samples = families.flatMap(family => family.samples).map(sample => sample.code)
const TOKENS = ['+', '`', "'", '"', '${', '}', '(', ')', '[', ']', ',', ';', '.', '?.', '=>', '=', '+=', '...', 'await ', 'async ', 'return ', 'const ', 'let ', 'x', 'sql', 'connect', '?', ':', '||', '&&', '.join(",")', '.map(x => x)', '$1', '/* c */', '// c\n', '\n', '\\', 'null', 'undefined', '{}', 'function f() {}', 'class A {}', 'new ', 'this']

// A sample with pieces cut out, doubled, swapped or put in.
const mutated = fc.tuple(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(), fc.nat(40), fc.constantFrom('cut', 'double', 'insert'), fc.constantFrom(...TOKENS)), { minLength: 1, maxLength: 4 }))
  .map(([code, changes]) => changes.reduce((text, [at, length, kind, token]) => {
    const from = at % (text.length + 1)
    const piece = text.slice(from, from + length)
    const put = kind === 'cut' ? '' : kind === 'double' ? piece + piece : token + piece
    return text.slice(0, from) + put + text.slice(from + length)
  }, code))

const parses = (text: string): boolean => {
  try {
    oxcHost(text)
    return true
  }
  catch {
    return false
  }
}

test('no crash on valid input, and what is written is valid', () => {
  let valid = 0
  fc.assert(fc.property(mutated, text => {
    if (!parses(text)) return
    valid++
    collectFacts(oxcHost(text))
    const result = migrate(text, { strict: true, dependencies: ['pg'] })
    expect(parses(result.text), result.text).toBe(true)
  }), { numRuns: 20_000, seed: 3 })
  expect(valid).toBeGreaterThan(1000)
})
