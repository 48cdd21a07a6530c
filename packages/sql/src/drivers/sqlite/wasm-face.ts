import { compile } from '../../compile.ts'
import { checkRest } from '../../face.ts'
import { statementOrScript } from '../../script.ts'
import type { Flavour, SyncDatabase } from './flavours.ts'
import { sqliteValues } from './values.ts'
import { mayRead } from './verbs.ts'

type Method = 'run' | 'get' | 'all'

interface WasmStatement {
  run(values: unknown): unknown
  get(values: unknown): unknown
  all(values: unknown): unknown
  iterate(values: unknown): unknown
  finalize(): void
  readonly isFinalized: boolean
  readonly database: unknown
}

interface WasmDatabase {
  run(text: string, values: unknown): unknown
  get(text: string, values: unknown): unknown
  all(text: string, values: unknown): unknown
  exec(text: string): void
  prepare(text: string): WasmStatement
}

/** `run`, `get`, `all`, `exec` and `prepare` of node-sqlite3-wasm with a fragment in place of the text. */
export function wasmFace(given: SyncDatabase, { rules }: Flavour, before: () => void) {
  const database = given as unknown as WasmDatabase
  const read = (fragment: unknown, rest: readonly unknown[], where: string) => {
    checkRest(rest, where)
    const compiled = compile(fragment, 'sqlite', where)
    before()
    return { compiled, text: compiled.text, values: sqliteValues(compiled.values, rules) }
  }
  const method = (name: Method) => (fragment: unknown, ...rest: unknown[]) => {
    const { text, values } = read(fragment, rest, `driver.${name}`)
    return database[name](text, values)
  }
  const prepare = (fragment: unknown, ...rest: unknown[]) => {
    const { text, values, compiled } = read(fragment, rest, 'driver.prepare')
    const statement = database.prepare(text)
    const bound = (name: Method | 'iterate') => (...more: unknown[]) => {
      checkRest(more, `statement.${name}`)
      before()
      return statement[name](values)
    }
    return {
      run: bound('run'), get: bound('get'), all: bound('all'), iterate: bound('iterate'),
      finalize: () => statement.finalize(),
      get isFinalized() {
        return statement.isFinalized
      },
      database: given,
      /** For `db.query`. */
      runOrRead() {
        try {
          return mayRead(compiled) ? statement.all(values) : statement.run(values)
        } finally {
          statement.finalize()
        }
      },
    }
  }
  const exec = (fragment: unknown, ...rest: unknown[]) => {
    checkRest(rest, 'driver.exec')
    const script = statementOrScript(fragment, 'sqlite', 'driver.exec')
    before()
    if (typeof script === 'string') database.exec(script)
    else if (script.values.length === 0) database.exec(script.text)
    else database.all(script.text, sqliteValues(script.values, rules))
  }
  return { run: method('run'), get: method('get'), all: method('all'), exec, prepare }
}
