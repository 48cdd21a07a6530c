import type { RowShape } from '../drivers/pg/row-shape.ts'
import type { PgClient, PgConnection } from '../drivers/pg/types.ts'
import { Lru } from './lru.ts'
import { statementName } from './statement-name.ts'

const MAX_STATEMENTS = 100
// PostgreSQL plans a statement for its values five times and may then turn to one generic plan, which is 20 to 100 times slower on skewed data.
// Setting plan_cache_mode would do, but it also slows every PL/pgSQL function of the session (3 times in a trial).
const CUSTOM_PLANS = 5

export class PgStatement {
  readonly name: string
  readonly text: string
  /** How its rows are read; known once the server has described them. */
  shape: RowShape | undefined
  /** Since it was parsed. */
  uses = 0
  total = 0

  constructor(text: string) {
    this.name = statementName(text)
    this.text = text
  }
}

/** The named statements of one connection. */
export class PgStatements {
  /** Proven to talk to one backend: undefined until asked. */
  isDirect: boolean | undefined
  readonly #byText = new Lru<PgStatement>(MAX_STATEMENTS, statement => this.#toClose.push(statement.name))
  readonly #toClose: string[] = []
  #losses = 0

  get size(): number {
    return this.#byText.size
  }

  /**
   * Called when the message is written, never before: gives the statement to use, closes what fell out of the list,
   * and parses anew after five uses, which keeps the plans custom without touching a setting of the session. `isUnique` says that no plan can be better
   * for one value than for another.
   */
  take(text: string, hasValues: boolean, isUnique: boolean, connection: PgConnection): { statement: PgStatement; isParsed: boolean } {
    let statement = this.#byText.get(text)
    if (!statement) this.#byText.set(text, (statement = new PgStatement(text)))
    let isParsed = connection.parsedStatements[statement.name] === text
    if (isParsed && hasValues && !isUnique && statement.uses >= CUSTOM_PLANS) {
      this.#close(statement.name, connection)
      isParsed = false
    }
    while (this.#toClose.length > 0) this.#close(this.#toClose.pop()!, connection)
    if (!isParsed) {
      statement.uses = 0
      statement.shape = undefined
    }
    statement.uses++
    statement.total++
    return { statement, isParsed }
  }

  /** The statement is on the server and has been used enough to need a judgement of its plan. */
  nameIfDue(text: string): string | undefined {
    const statement = this.#byText.get(text)
    return statement && statement.total >= CUSTOM_PLANS ? statement.name : undefined
  }

  /** After a failure that may mean that the server does not have the statement, or has another one. */
  forget(text: string): void {
    const statement = this.#byText.get(text)
    if (!statement) return
    this.#byText.delete(text)
    this.#toClose.push(statement.name)
  }

  /** The session was reset (DISCARD ALL), or is not ours alone: so it is where a name was taken, or where this happens twice. */
  lose(client: PgClient, isTaken: boolean): void {
    for (const { name } of this.#byText.values()) if (client.connection) delete client.connection.parsedStatements[name]
    this.#byText.clear()
    this.#toClose.length = 0
    if (isTaken || ++this.#losses > 1) this.isDirect = false
  }

  #close(name: string, connection: PgConnection): void {
    delete connection.parsedStatements[name]
    connection.close({ type: 'S', name })
  }
}
