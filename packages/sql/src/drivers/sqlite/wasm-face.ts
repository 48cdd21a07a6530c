import { compile } from '../../compile.ts'
import { checkRest } from '../../face.ts'
import { statementOrScript } from '../../script.ts'
import { PLAIN_ROWS } from './flavours.ts'
import type { Flavour, SyncDatabase } from './flavours.ts'
import { sqliteValues } from './values.ts'
import { mayRead } from './verbs.ts'

type Method = 'run' | 'get' | 'all'

interface WasmStatement {
  run(values: unknown, options?: object): unknown
  get(values: unknown, options: object): unknown
  all(values: unknown, options: object): unknown
  iterate(values: unknown, options: object): unknown
  finalize(): void
  readonly isFinalized: boolean
  readonly database: unknown
}

interface WasmDatabase {
  run(text: string, values: unknown, options?: object): unknown
  get(text: string, values: unknown, options: object): unknown
  all(text: string, values: unknown, options: object): unknown
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
    return database[name](text, values, PLAIN_ROWS)
  }
  const prepare = (fragment: unknown, ...rest: unknown[]) => {
    const { text, values, compiled } = read(fragment, rest, 'driver.prepare')
    const statement = database.prepare(text)
    const bound = (name: Method | 'iterate') => (...more: unknown[]) => {
      checkRest(more, `statement.${name}`)
      before()
      return statement[name](values, PLAIN_ROWS)
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
          return mayRead(compiled) ? statement.all(values, PLAIN_ROWS) : statement.run(values)
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
    else database.all(script.text, sqliteValues(script.values, rules), PLAIN_ROWS)
  }
  return { run: method('run'), get: method('get'), all: method('all'), exec, prepare }
}
