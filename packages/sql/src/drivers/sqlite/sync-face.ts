import { compile } from '../../compile.ts'
import type { Compiled } from '../../compile.ts'
import { checkRest } from '../../face.ts'
import { statementOrScript } from '../../script.ts'
import type { PreparePolicy, Row } from '../driver.ts'
import type { Flavour, SyncDatabase, SyncStatement } from './flavours.ts'
import { RowMaker } from './row-maker.ts'
import { SyncStatements } from './statements.ts'
import type { CachedStatement } from './statements.ts'
import { sqliteValues } from './values.ts'

interface FaceSetup {
  readonly database: SyncDatabase
  readonly flavour: Flavour
  readonly statements: SyncStatements<RowMaker | 'driver'>
  readonly before: () => void
}

export interface SyncFace {
  prepare(fragment: unknown, ...rest: unknown[]): FaceStatement
  exec(fragment: unknown, ...rest: unknown[]): unknown
}

/** `prepare` and `exec` of better-sqlite3, libsql and node:sqlite with a fragment in place of the text. */
export function syncFace(database: SyncDatabase, flavour: Flavour, policy: PreparePolicy, before: () => void): SyncFace {
  const setup: FaceSetup = { database, flavour, before, statements: new SyncStatements(database, flavour, policy, statement => statement) }
  return {
    prepare(fragment, ...rest) {
      if (rest.length > 0) checkRest(rest, 'driver.prepare')
      return new FaceStatement(setup, compile(fragment, 'sqlite', 'driver.prepare'))
    },
    exec(fragment, ...rest) {
      checkRest(rest, 'driver.exec')
      const script = statementOrScript(fragment, 'sqlite', 'driver.exec')
      before()
      if (typeof script === 'string') return database.exec(script)
      if (script.values.length === 0) return database.exec(script.text)
      const statement = new FaceStatement(setup, script)
      statement.runOrRead()
      return flavour.name === 'better-sqlite3' ? database : undefined
    },
  }
}

/** `db.query`: all rows of what gives rows, else what `run` gives. */
export const syncQuery = (face: SyncFace) => (fragment: unknown, rest: readonly unknown[]) => {
  checkRest(rest, 'db.query')
  return face.prepare(fragment).runOrRead()
}

/**
 * A statement with its values bound, with the methods of the driver's own. In its first state it shares a prepared statement with all that have its text;
 * told to read rows otherwise, it takes one of its own.
 */
export class FaceStatement {
  readonly #setup: FaceSetup
  readonly #compiled: Compiled
  readonly #values: unknown[]
  readonly #shared: CachedStatement<RowMaker | 'driver'>
  #own: SyncStatement | undefined

  constructor(setup: FaceSetup, compiled: Compiled) {
    this.#setup = setup
    this.#compiled = compiled
    this.#values = setup.flavour.bind(sqliteValues(compiled.values, setup.flavour.rules))
    this.#shared = setup.statements.take(compiled.text)
  }

  run(...rest: unknown[]): unknown {
    if (rest.length > 0) checkRest(rest, 'statement.run')
    const shared = this.#start()
    if (!shared) return this.#mine().run(...this.#values)
    try {
      return shared.statement.run(...this.#values)
    } finally {
      shared.isBusy = false
    }
  }

  get(...rest: unknown[]): unknown {
    if (rest.length > 0) checkRest(rest, 'statement.get')
    const shared = this.#start()
    if (!shared) return this.#mine().get(...this.#values)
    try {
      const maker = this.#maker(shared)
      const row = shared.statement.get(...this.#values)
      return maker === 'driver' || row === undefined ? row : maker.make(row as unknown[])
    } finally {
      shared.isBusy = false
    }
  }

  all(...rest: unknown[]): unknown[] {
    if (rest.length > 0) checkRest(rest, 'statement.all')
    const shared = this.#start()
    if (!shared) return this.#mine().all(...this.#values)
    try {
      const maker = this.#maker(shared)
      const rows = shared.statement.all(...this.#values)
      return maker === 'driver' ? rows : (rows as unknown[][]).map(row => maker.make(row))
    } finally {
      shared.isBusy = false
    }
  }

  iterate(...rest: unknown[]): Iterator<Row> {
    checkRest(rest, 'statement.iterate')
    this.#setup.before()
    return this.#mine().iterate(...this.#values)
  }

  bind(...rest: unknown[]): this {
    checkRest(rest, 'statement.bind')
    return this
  }

  runOrRead(): unknown {
    return this.#setup.flavour.isReader(this.#shared.statement, this.#compiled) ? this.all() : this.run()
  }

  pluck(isOn?: boolean): this {
    return this.#tell('pluck', isOn)
  }
  expand(isOn?: boolean): this {
    return this.#tell('expand', isOn)
  }
  raw(isOn?: boolean): this {
    return this.#tell('raw', isOn)
  }
  safeIntegers(isOn?: boolean): this {
    return this.#tell('safeIntegers', isOn)
  }
  setReadBigInts(isOn: boolean): void {
    this.#tell('setReadBigInts', isOn)
  }
  setReturnArrays(isOn: boolean): void {
    this.#tell('setReturnArrays', isOn)
  }

  columns(): unknown {
    return this.#mine().columns!()
  }
  get source(): string {
    return this.#compiled.text
  }
  get database(): SyncDatabase {
    return this.#setup.database
  }
  get reader(): boolean | undefined {
    return this.#shared.statement.reader
  }
  get readonly(): boolean | undefined {
    return (this.#shared.statement as { readonly?: boolean }).readonly
  }

  #tell(name: string, isOn: boolean | undefined): this {
    const statement = this.#mine() as unknown as Record<string, (isOn?: boolean) => unknown>
    if (isOn === undefined) statement[name]!()
    else statement[name]!(isOn)
    return this
  }

  #mine(): SyncStatement {
    return (this.#own ??= this.#setup.statements.prepare(this.#compiled.text))
  }

  /** The shared statement, marked as running; nothing where it runs further up the stack, or this statement has one of its own. */
  #start(): CachedStatement<RowMaker | 'driver'> | undefined {
    const shared = this.#shared
    this.#setup.before()
    if (this.#own || shared.isBusy) return undefined
    shared.isBusy = true
    return shared
  }

  #maker(shared: CachedStatement<RowMaker | 'driver'>): RowMaker | 'driver' {
    return (shared.extra ??= RowMaker.of(shared.statement, this.#compiled.text, this.#setup.flavour))
  }
}
