import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { ScopeManagerLike, SourceNode } from '@breakwater/sinks'
import { analyze } from '@typescript-eslint/scope-manager'
import { parseSync } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { parseFile } from '../src/host/parse.ts'
import { analyzeScopes } from '../src/scopes/analyze-scopes.ts'

const start = (node: SourceNode | null | undefined) => (node ? (node['start'] as number) : undefined)

/** What a scope manager says, as text that can be compared: every declaration, and every use with what it means. */
function said(scopes: ScopeManagerLike): string[] {
  const lines: string[] = []
  for (const scope of scopes.scopes) {
    for (const variable of scope.variables) {
      for (const def of variable.defs) lines.push(`declare ${variable.name}@${start(def.name)} ${def.type} node=${start(def.node)} parent=${start(def.parent ?? null)} in ${scope.type}@${start(scope.block)}`)
    }
    for (const use of scope.references) {
      // Of `as const`, which is taken for a type there.
      if (use.identifier['name'] === 'const') continue
      const means = use.resolved ? use.resolved.defs.map(def => start(def.name)).sort().join('+') || 'implicit' : 'nothing'
      lines.push(`use ${String(use.identifier['name'])}@${start(use.identifier)} ${use.isRead() ? 'r' : ''}${use.isWrite() ? 'w' : ''} written=${start(use.writeExpr)} means ${means} from ${scope.type}@${start(scope.block)}`)
    }
  }
  return lines.sort()
}

/** The program of a file twice, since scope analysis of the other kind wants ranges on its nodes. */
function both(filename: string, text: string): [ours: string[], theirs: string[]] | undefined {
  const file = parseFile(filename, text)
  if ('problem' in file) return undefined
  const ours = said(analyzeScopes(file.program as never, file.sourceType))
  const lang = /tsx$/.test(filename) ? 'tsx' : /[cm]?ts$/.test(filename) ? 'ts' : 'jsx'
  const ranged = parseSync(filename, text, { lang, sourceType: file.program.sourceType, astType: 'ts', preserveParens: false, range: true })
  const theirs = said(analyze(ranged.program as never, { lib: [], sourceType: file.sourceType, globalReturn: file.sourceType === 'script' }) as never)
  return [ours, theirs]
}

const snippets = [
  'var a = 1; { let a = 2; a } a', 'function f(a, b = a, ...c) { var d = b; return f(a, c, d, arguments) }', 'const f = function g(x) { return g(x) }', 'let x; x = 1; x += 2; x++; --x',
  'const { a, b: c, d = a, ...e } = f(); const [g, , h = g, ...i] = e', '({ a, b: c.d, e: [f = 1] } = g)', 'for (let i = 0; i < 1; i++) i; for (var j in o) j; for (const k of o) k; for (x of o) x; for (x.y of o);',
  'try {} catch (e) { e; var f } try {} catch { f } try {} catch ({ message }) { message }', 'switch (a) { case b: let c; default: c }', 'class A extends B { #p = 1; static q = A; [r] = this.#p; m(x) { return x + r } static { var s; s } get t() { return A } }',
  'const C = class D { m() { return D } }', 'label: for (;;) { break label }', 'import a, { b as c, d } from "m"; import * as e from "n"; export { c as f, d }; export default a; export * from "o"; export { g } from "p"; export const h = e',
  'export default function () { return 1 }', 'export default class {}', 'async () => { for await (const x of y) x }', 'with (o) { p }', '(a, { b }, [c] = d) => a + b + c', 'a?.b?.[c]; new a.b(c); `${a}${b}`; tag`${c}`; a ? b : c; (a, b); void a; delete a.b; typeof a', 'x ||= y; x ??= y; o.p += x',
  'const s = <A b={c} {...d}><e f="g">{h}</e><I.J /><></></A>', 'if (a) function f() {} f()', 'new.target; import.meta', 'var x = x; let y = () => y',
]

const typed = [
  'const a: T = b as U; let c = d!; const e = <V>f; g satisfies W', 'function f<T extends U = V>(this: X, a?: T, ...b: T[]): a is W { return a }', 'interface I<T> extends J<T> { a: T; [k: string]: X; m<U>(a: U): T; new (x: Y): Z; (q: typeof r): s }',
  'type A<T> = T extends (infer U)[] ? U : never; type B = { [K in keyof A]?: B[K] }; type C = [a: X, b?: Y]', 'enum E { A, B = A, C = f(x) } const enum F {} declare enum G { X }', 'namespace N { export const a = 1; a } declare module "m" { const b: X } declare global { interface W {} }',
  'import type { T } from "m"; import x = require("n"); import y = a.b; export = x', 'abstract class A<T> extends B<T> implements C, D.E { constructor(private a: T, readonly b = a) { super() } abstract m(x: T): void; declare p: U; @dec(q) r?: V; static override s = 1 }',
  'declare function f(a: X): Y; function g(): void; function g(a?: Z) {}', 'type Q = typeof import("m"); type R = import("m").S<T>; let z: unique symbol; type F = (a: X, { b }: Y) => typeof a', '@a @b() class X { @c m(@d p: E) {} }', '(x as any) = y; (x!)++; for (const k in o as P) k', 'let a: A.B.C<D>; const f = g<T>; accessor; class Z { accessor q = a }',
]

describe('scopes are those of @typescript-eslint/scope-manager', () => {
  test.each([...snippets.map(text => ['a.js', text] as const), ...snippets.map(text => ['a.tsx', text] as const), ...typed.map(text => ['a.ts', text] as const)])('%s: %s', (filename, text) => {
    const result = both(filename, text)
    expect(result).toBeDefined()
    expect(result![0]).toEqual(result![1])
  })

  const packageFolder = (name: string) => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  const corpora = [join(import.meta.dirname, '..'), join(import.meta.dirname, '../../sinks/src'), join(packageFolder('@typescript-eslint/scope-manager'), 'dist'), join(packageFolder('oxc-parser'), 'src-js')]

  test.each(corpora.filter(existsSync))('over every file of %s', folder => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path => /\.[cm]?[jt]sx?$/.test(path) && !/node_modules|^dist|^\.|\.min\.|scope-manager.*\/lib\//.test(path)).sort()
    let compared = 0
    for (const path of files) {
      const text = readFileSync(join(folder, path), 'utf8')
      if (text.length > 100_000) continue
      const result = both(path, text)
      if (!result) continue
      expect({ path, scopes: result[0] }).toEqual({ path, scopes: result[1] })
      compared++
    }
    expect(compared).toBeGreaterThan(2)
  })

  test('a concatenation of ten thousand parts does not exhaust the stack', () => {
    const file = parseFile('a.js', `x = ${Array.from({ length: 10_000 }, (_, index) => `a${index % 7}`).join(' + ')}`)
    if ('problem' in file) throw new Error(file.problem)
    expect(analyzeScopes(file.program as never, 'script').scopes[1]!.references).toHaveLength(10_001)
  })
})
