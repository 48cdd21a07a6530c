import { BreakwaterError } from '@breakwater/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cmd, opt, path, sh, words } from '../src/index.ts'
import type { ShellCommand } from '../src/index.ts'
import { argvOf } from './argv.ts'

const runs = { seed: 20261124, numRuns: 300 }
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'-=:@+|;&$`\'"\\*?[]{}()<>#~!%^, \n\tax01/.'), maxLength: 12 }),
  fc.constantFrom('--', '-', '-x', '--x=y', '-1', '', '.', '..', '/', '~', '*', '{}', ';', '+', '$(id)', '\u202e'),
).filter(text => !text.includes('\0') && text.isWellFormed())

const argvOrRefusal = (command: () => ShellCommand) => {
  try {
    return argvOf(command())
  } catch (error) {
    if (BreakwaterError.is(error)) return error
    throw error
  }
}

describe('any text', () => {
  test('reaches a program as it is', async () => {
    const list = fc.sample(hostile, { seed: runs.seed, numRuns: 2000 })
    const got = (await sh`printf '%s\\0' ${list}`.bytes()).toString('utf8').split('\0')
    expect(got.slice(0, -1)).toEqual(list)
    const words = await Promise.all(list.slice(0, 20).map(text => sh`printf %s "${'<'}${text}${'>'}"`.text()))
    expect(words).toEqual(list.slice(0, 20).map(text => `<${text}>`))
  })

  const places: readonly (readonly [string, (text: string) => ShellCommand, (text: string) => string[]])[] = [
    ['ls', text => cmd`ls ${text}`, text => ['ls', text]],
    ['git log', text => cmd`git log ${text}`, text => ['git', 'log', text]],
    ['grep', text => cmd`grep -n ${text} file`, text => ['grep', '-n', text, 'file']],
    ['tar', text => cmd`tar xf ${text}`, text => ['tar', 'xf', text]],
    ['curl', text => cmd`curl -s ${text}`, text => ['curl', '-s', text]],
    ['find', text => cmd`find ${text} -name x`, text => ['find', text, '-name', 'x']],
    ['ssh', text => cmd`ssh ${text} uptime`, text => ['ssh', text, 'uptime']],
    ['rsync', text => cmd`rsync -a ${text} dst`, text => ['rsync', '-a', text, 'dst']],
    ['an unknown program', text => cmd`frobnicate ${text}`, text => ['frobnicate', text]],
    ['a wrapped program', text => cmd`env A=b timeout 5 ls ${text}`, text => ['env', 'A=b', 'timeout', '5', 'ls', text]],
  ]
  test.each(places)('%s: unchanged, behind --, or refused; never an option', (name, command, plain) => {
    fc.assert(fc.property(hostile, text => {
      const got = argvOrRefusal(() => command(text))
      if (got instanceof BreakwaterError) {
        if (text.length > 3) expect(got.message).not.toContain(`"${text}"`)
        return
      }
      const [argv] = got as [string[]]
      const wanted = plain(text)
      const dashes = argv.length > wanted.length ? argv.indexOf('--', 1) : -1
      expect(argv.filter((_each, index) => index !== dashes)).toEqual(wanted)
      // A lone dash is a folder to find; tar's f takes any value.
      if (/^-./.test(text) && !/^-\d+(\.\d+)?$/.test(text) && name !== 'tar') expect(dashes).toBeGreaterThan(0)
    }), runs)
  })

  test('code positions take none', () => {
    for (const command of [(x: string) => cmd`sh -c ${x}`, (x: string) => cmd`awk ${x} f`, (x: string) => cmd`env ${x}`, (x: string) => cmd`git -c ${x} log`, (x: string) => cmd`find . -exec ${x} ';'`, (x: string) => cmd`${x}`]) {
      fc.assert(fc.property(hostile, text => void expect(argvOrRefusal(() => command(text))).toBeInstanceOf(BreakwaterError)), runs)
    }
  })

  test('path() gives the same file, and nothing that a program could take for more', () => {
    fc.assert(fc.property(hostile.filter(text => text !== ''), text => {
      const [, made] = argvOf(cmd`cat ${path(text)}`)[0]!
      expect([text, `./${text}`]).toContain(made)
      expect(made).not.toMatch(/^[-@+|~!]/)
      expect(made).not.toMatch(/^[^/]*[:=]/)
    }), runs)
  })

  test('words() splits at blanks only', () => {
    fc.assert(fc.property(hostile, text => {
      const got = argvOrRefusal(() => cmd`printf x ${words(text)}`)
      expect((got as string[][])[0]!.slice(2)).toEqual(text.split(/[ \t\n]+/).filter(Boolean))
    }), runs)
  })
})

describe('text of a template is read as sh reads it', () => {
  const word = fc.array(fc.oneof(fc.constantFrom("'a b'", '"c  d"', "'$x `y`'", '"\\$ \\" \\\\"', 'plain', '\\;', '\\ ', "''", '""', 'a=b', '{x}', '@{1}', '%', '\\*', "'*'")), { minLength: 1, maxLength: 4 }).map(parts => parts.join(''))
  test('the same words', async () => {
    const lines = fc.sample(fc.array(word, { maxLength: 5 }).map(list => list.join('  ')), { seed: runs.seed, numRuns: 40 })
    const tag = cmd as unknown as (strings: unknown) => ShellCommand
    for (const line of lines) {
      const text = `printf '%s\\0' x ${line}`
      const template = Object.freeze(Object.defineProperty([text], 'raw', { value: Object.freeze([text.replaceAll('\\', '\\\\')]) }))
      const theirs = (await sh`sh -c ${opt('line', { line: text })}`.text()).split('\0').slice(0, -1)
      expect(argvOf(tag(template))[0]!.slice(2)).toEqual(theirs)
    }
  })
})
