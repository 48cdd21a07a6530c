import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
}

export function contractOfExports(folder: string): void {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const entries = Object.keys(manifest.exports).filter(entry => entry !== './package.json')
  describe('exports', () => {
    test.each(entries)('%s: import and require give one copy, without side effects', entry => {
      const report = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', PROBE, join(manifest.name, entry)], { cwd: folder, encoding: 'utf8' })) as Record<string, unknown>
      expect(report).toMatchObject({ different: [], globals: [], listeners: true, resources: true, prototypes: [] })
      expect(report['names']).not.toEqual([])
    })
    test('every exported name is documented', () => {
      expect(entries.flatMap(entry => undocumented(folder, entry))).toEqual([])
    })
    test('a README tells the danger, the replacement and the limits', () => {
      expect(existsSync(join(folder, 'README.md'))).toBe(true)
      const readme = readFileSync(join(folder, 'README.md'), 'utf8')
      for (const heading of [/^## Limits/m, /^## What it does not do/im]) expect(readme).toMatch(heading)
    })
  })
}

// Runs in a process of its own: what loading the package leaves behind can only be seen there.
const PROBE = `
import { createRequire } from 'node:module'
const watched = [Object, Array, Function, String, Number, Promise, Map, Set, RegExp, Date, Error, Buffer]
const keys = () => watched.map(type => Reflect.ownKeys(type.prototype).length + Reflect.ownKeys(type).length)
const before = { globals: Reflect.ownKeys(globalThis).map(String), listeners: process.eventNames().length, keys: keys() }
const name = process.argv[1]
const imported = await import(name)
const required = createRequire(process.cwd() + '/')(name)
const names = Object.keys(required).filter(key => key !== '__esModule')
const after = keys()
console.log(JSON.stringify({
  names,
  different: [...names, ...Object.keys(imported)].filter(key => key !== 'default' && key !== 'module.exports' && imported[key] !== required[key]),
  globals: Reflect.ownKeys(globalThis).map(String).filter(key => !before.globals.includes(key)),
  listeners: process.eventNames().length === before.listeners,
  resources: !process.getActiveResourcesInfo().some(kind => /Timeout|Immediate|TCP|FSEvent/.test(kind)),
  prototypes: watched.filter((_, index) => after[index] !== before.keys[index]).map(type => type.name),
}))
`

function undocumented(folder: string, entry: string): string[] {
  const file = join(folder, 'src', `${entry === '.' ? 'index' : entry.slice(2)}.ts`)
  const program = ts.createProgram([file], { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, allowImportingTsExtensions: true, noEmit: true, strict: true, skipLibCheck: true, types: ['node'] })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const module = source && checker.getSymbolAtLocation(source)
  if (!module) return [`${entry}: not a module`]
  return checker.getExportsOfModule(module).filter(symbol => !isDocumented(checker, symbol)).map(symbol => `${entry}: ${symbol.name}`)
}

function isDocumented(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return target.getDocumentationComment(checker).length > 0
}
