import { families } from '@breakwater/sinks'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Linter as Linter10 } from 'eslint'
import { Linter as Linter9 } from 'eslint9'
import tseslint from 'typescript-eslint'
import { afterAll } from 'vitest'
import { plugin } from '../src/index.ts'

const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A real folder with these files, gone after the tests. */
export function workspace(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'breakwater lint ünï ')))
  folders.push(root)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

/** What an installed wrapper looks like to a resolver. */
export const wrapper = Object.fromEntries(['sql', 'shell', 'fetch', 'files', 'html', 'data', 'model'].map(name => [`node_modules/@breakwater/${name}/package.json`, `{ "name": "@breakwater/${name}", "version": "0.1.0" }`]))

const manifestOf = (dependencies: readonly string[]) => JSON.stringify({ dependencies: Object.fromEntries(dependencies.map(name => [name, '*'])) })

export const withWrapper = (dependencies: readonly string[] = ['pg']) => workspace({ 'package.json': manifestOf(dependencies), ...wrapper })
export const withoutWrapper = (dependencies: readonly string[] = ['pg']) => workspace({ 'package.json': manifestOf(dependencies) })

const linters = { 9: Linter9 as unknown as typeof Linter10, 10: Linter10 }

export type Version = keyof typeof linters

export interface LintOptions {
  readonly version?: Version
  readonly strength?: 'recommended' | 'strict'
  readonly file?: string
  readonly typescript?: boolean
}

function setUp(cwd: string, { version = 10, strength = 'recommended', file = 'a.js', typescript = file.endsWith('.ts') || file.endsWith('.tsx') }: LintOptions) {
  const linter = new linters[version]({ cwd })
  const config = [{
    files: ['**/*.{js,mjs,cjs,jsx,ts,tsx,mts,cts}'],
    plugins: { breakwater: plugin },
    languageOptions: {
      ...(typescript ? { parser: tseslint.parser as never } : {}),
      sourceType: /\.(?:cjs|cts)$/.test(file) ? 'commonjs' : 'module',
      parserOptions: { ecmaFeatures: { jsx: true, globalReturn: true } },
    },
    rules: Object.fromEntries(families.map(({ id }) => [`breakwater/${id}`, ['error', { strength }]])),
  }] as Linter10.Config[]
  return { linter, config, filename: join(cwd, file) }
}

/** Lints a text as if it stood in a file of that folder. */
export function lint(cwd: string, text: string, options: LintOptions = {}): Linter10.LintMessage[] {
  const { linter, config, filename } = setUp(cwd, options)
  return linter.verify(text, config, { filename })
}

/** Likewise, with every fix applied. */
export function fix(cwd: string, text: string, options: LintOptions = {}): Linter10.FixReport {
  const { linter, config, filename } = setUp(cwd, options)
  return linter.verifyAndFix(text, config, { filename })
}

/** What an editor would make of a suggestion. */
export function suggested(text: string, message: Linter10.LintMessage, index = 0): string {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  const { range, text: replacement } = message.suggestions![index]!.fix
  const body = text.slice(bom.length)
  return bom + body.slice(0, range[0]) + replacement + body.slice(range[1])
}
