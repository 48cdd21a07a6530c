import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/index.ts'

type App = Record<string, (...args: unknown[]) => unknown>

// Inside the package, so that the app finds the wrapper.
const work = realpathSync(mkdtempSync(join(import.meta.dirname, '../../.behaviour-')))
const require = createRequire(import.meta.url)
const { PATH, TOOL_HOME } = process.env
const from = process.cwd()
let before: App
let after: App

/** Says with which arguments it was run: what the program gets is what must stay the same. */
const programs = {
  tool: '#!/bin/sh\nfor word; do printf "<%s>" "$word"; done\necho "$WHO"\n',
  'tool-fails': '#!/bin/sh\necho out "$@"\necho err >&2\nexit 3\n',
  'tool-large': '#!/bin/sh\nprintf "%${1}s" x\n',
}

beforeAll(async () => {
  mkdirSync(join(work, 'bin'))
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(work, 'bin', name), text)
    chmodSync(join(work, 'bin', name), 0o755)
  }
  for (const version of ['before', 'after']) {
    mkdirSync(join(work, version))
    copyFileSync(join(import.meta.dirname, 'apps/shell.cjs'), join(work, version, 'app.js'))
  }
  const report = await migrate({ cwd: work, paths: ['after'], write: true, allowDirty: true })
  expect(report.sites.filter(site => site.outcome === 'manual' || site.outcome === 'skipped').map(site => [site.line, site.reason ?? site.why])).toEqual([])
  process.env['PATH'] = [join(work, 'bin'), PATH].join(delimiter)
  process.env['TOOL_HOME'] = '/home/tool'
  process.chdir(work)
  before = require(join(work, 'before/app.js')) as App
  after = require(join(work, 'after/app.js')) as App
})
afterAll(() => {
  process.chdir(from)
  process.env['PATH'] = PATH
  if (TOOL_HOME === undefined) delete process.env['TOOL_HOME']
  else process.env['TOOL_HOME'] = TOOL_HOME
  rmSync(work, { recursive: true, force: true })
})

async function outcome(app: App, name: string, args: readonly unknown[]): Promise<string> {
  const call = app[name]!
  try {
    const result = call.length === args.length + 1
      ? await new Promise((resolve, reject) => call(...args, (error: unknown, ...values: unknown[]) => (error ? reject(error as Error) : resolve(values))))
      : await call(...args)
    return JSON.stringify({ result })
  } catch (error) {
    return JSON.stringify({ failed: (error as { code?: unknown; status?: unknown }).code ?? (error as { status?: unknown }).status })
  }
}

/** What honest users give: one word, several, none, and words of all kinds. */
const words = ['a.txt', 'sub/b.txt', 'a.txt b.txt', '', '12', 'v1.0..v2.0', 'HEAD~1', 'name@host', 'a=b', '100%', 'é漢']
const honest: readonly (readonly [string, readonly unknown[]])[] = [
  ...['sum', 'template', 'format', 'joined', 'substituted', 'sequence', 'both', 'ownProgram', 'promised', 'shellOption', 'shellItself', 'grows', 'passedOn', 'built', 'throughOpen', 'loop', 'handle'].flatMap(name => words.map(word => [name, [word]] as const)),
  ...['quoted', 'escaped', 'stringified'].flatMap(name => [...words, 'two words', 'three  blanks'].filter(word => word !== '').map(word => [name, [word]] as const)),
  ['escaped', ['say "hi"']],
  ...['80', '8080', 'http'].map(port => ['glued', [port]] as const),
  ['optionsByName', ['-w --porcelain', 'a.txt']], ['optionsByName', ['', 'a.txt']], ['optionsByName', ['-L 1,2', 'a b']], ['optionsByName', ['--since=yesterday', '']],
  ['environment', ['bin']], ['assigned', ['me']], ['constant', []],
  ['configured', [{}, 'a']], ['configured', [{ bin: 'tool' }, 'a b']],
  ['optional', ['10x10', 'a.png']], ['optional', ['', 'a.png']], ['optional', [undefined, 'a.png']],
  ['list', ['a', 'n']], ['list', ['a', undefined]], ['list', ['a b', 'n m']],
  ['spread', [['a', 'b'], 'c']], ['spread', [[], 'c']], ['spread', [['a b'], '']],
  ['open', ['tool "as before" | cat']],
  ['input', ['a']], ['missing', ['a']], ['fails', ['a b']], ['failsSync', ['a b']], ['large', ['10']], ['large', ['5000']], ['plain', ['a']],
]

describe('what honest users give reaches the program with the same arguments', () => {
  test.each(honest)('%s(%j)', async (name, args) => {
    const old = await outcome(before, name, args)
    expect(await outcome(after, name, args)).toBe(old)
  })
})

const hostile = ['x; touch pwned', 'x && touch pwned', 'x | touch pwned', 'x || touch pwned', '$(touch pwned)', '`touch pwned`', 'x\ntouch pwned', '"; touch pwned; "', "'; touch pwned; '", 'x & touch pwned &', '> pwned', '${IFS}$(touch${IFS}pwned)', '\\"; touch pwned; \\"', 'x;touch${IFS}pwned;']
const one = Object.keys({ sum: 1, quoted: 1, escaped: 1, stringified: 1, template: 1, glued: 1, format: 1, joined: 1, substituted: 1, sequence: 1, both: 1, environment: 1, assigned: 1, ownProgram: 1, promised: 1, shellOption: 1, shellItself: 1, grows: 1, passedOn: 1, built: 1, throughOpen: 1, loop: 1, handle: 1, input: 1, failsSync: 1 })

describe('what attackers give starts nothing else', () => {
  test('each of these attacks works on the code as it was', async () => {
    const alive = new Set<string>()
    for (const name of one) {
      for (const value of hostile) {
        await outcome(before, name, [value])
        if (existsSync('pwned')) alive.add(name)
        rmSync('pwned', { force: true })
        if (alive.has(name)) break
      }
    }
    expect([...alive]).toEqual(one)
  }, 60_000)
  test.each(one)('%s', async name => {
    for (const value of hostile) {
      await outcome(after, name, [value])
      expect([value, existsSync('pwned')]).toEqual([value, false])
    }
  })
  test('options, lists and programs', async () => {
    for (const value of hostile) {
      await outcome(after, 'optionsByName', [value, 'a'])
      await outcome(after, 'optional', [value, value])
      await outcome(after, 'list', [value, value])
      await outcome(after, 'spread', [[value], value])
      await outcome(after, 'configured', [{ bin: value }, value])
      expect([value, existsSync('pwned')]).toEqual([value, false])
    }
  })
})
