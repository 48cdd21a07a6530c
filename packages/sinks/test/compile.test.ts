import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { families } from '../src/index.ts'

// Emitted code must not drift from the wrappers: every rewritten sample is compiled against their declarations; drivers are `any`.
const FOLDER = join(import.meta.dirname, 'virtual')
const DRIVERS = ['mysql2', 'mysql2/promise', 'sqlite3', 'better-sqlite3', 'node:sqlite', 'libsql', '@libsql/client', 'node-sqlite3-wasm', '@electric-sql/pglite', 'postgres', 'knex', 'sequelize', 'typeorm', '@prisma/client', 'drizzle-orm', 'express', 'axios', 'got', 'node-fetch', 'undici', 'fs-extra', 'cross-spawn', 'tar', 'adm-zip', 'decompress']

test('every rewritten sample compiles', () => {
  const files = new Map<string, string>()
  families.flatMap(family => family.samples).forEach((sample, index) => {
    const code = sample.kind === 'good' ? sample.code : sample.rewritten
    if (code !== undefined) files.set(join(FOLDER, `sample-${index}.${sample.language ?? 'js'}`), `${code}${/^(?:import|export)\b/m.test(code) ? '' : '\nexport {}\n'}`.replace(/^(const .*)require\(/gm, '$1require('))
  })
  const pg = "declare module 'pg' { export class Pool { query(...args: any[]): any; connect(): any } export class Client extends Pool {} export interface QueryConfig { text: string } export class PoolClient extends Client {} const pg: any; export default pg }"
  files.set(join(FOLDER, 'drivers.d.ts'), [pg, ...DRIVERS.map(name => `declare module '${name}'`)].join('\n'))
  const options: ts.CompilerOptions = {
    allowJs: true, checkJs: true, noEmit: true, strict: true, noImplicitAny: false, noImplicitThis: false, skipLibCheck: true, types: ['node'], target: ts.ScriptTarget.ES2022, lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.Preserve, moduleResolution: ts.ModuleResolutionKind.Bundler,
  }
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists, getSourceFile } = host
  host.fileExists = name => files.has(name) || fileExists.call(host, name)
  host.readFile = name => files.get(name) ?? readFile.call(host, name)
  host.getSourceFile = (name, language, ...rest) => (files.has(name) ? ts.createSourceFile(name, files.get(name)!, language) : getSourceFile.call(host, name, language, ...rest))
  const program = ts.createProgram([...files.keys()], options, host)
  const problems = ts.getPreEmitDiagnostics(program).map(problem => `${problem.file?.fileName.split('/').at(-1) ?? ''}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}\n${problem.file?.text.slice(Math.max(0, problem.start! - 60), problem.start! + 60) ?? ''}`)
  expect(files.size).toBeGreaterThan(50)
  expect(problems).toEqual([])
}, 120_000)
