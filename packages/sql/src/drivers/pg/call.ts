import type { PgStatement, PgStatements } from '../../statements/pg-statements.ts'
import type { Row } from '../driver.ts'
import { RowShape } from './row-shape.ts'
import type { PgClient, PgConnection, PgField } from './types.ts'
import type { WireValue } from './values.ts'

type Done = (error: Error | null | undefined, call?: PgCall) => void

/**
 * One statement on the wire, in the form that pg's client takes besides its own Query (as pg-cursor does): always the extended protocol, so that the
 * text can never hold a second statement. A named statement whose rows are known skips Parse and Describe.
 * Every property that the client reads is our own, so a polluted Object.prototype is not seen.
 */
export class PgCall {
  name: string | undefined = undefined
  readonly text: string
  readonly rows = undefined
  readonly portal = ''
  readonly query_timeout = undefined
  readonly _result = undefined
  binary = true
  callback: Done

  readonly out: Row[] = []
  command = ''
  count = 0

  readonly #client: PgClient
  readonly #values: WireValue[]
  readonly #statements: PgStatements | undefined
  readonly #isUnique: boolean
  readonly #maxRows: number
  readonly #onOverflow: () => void
  #statement: PgStatement | undefined
  #shape: RowShape | undefined
  #failure: Error | undefined
  #isOver = false
  #isSent = false
  #refusal: Error | undefined

  constructor(client: PgClient, text: string, values: WireValue[], statements: PgStatements | undefined, isUnique: boolean, maxRows: number, onOverflow: () => void, callback: Done) {
    this.#client = client
    this.text = text
    this.#values = values
    this.#statements = statements
    this.#isUnique = isUnique
    this.#maxRows = maxRows
    this.#onOverflow = onOverflow
    this.callback = callback
  }

  /** Gives up a call that waits behind others on its client: a cancel would hit what runs before it. False where it is sent already. */
  giveUp(reason: Error): boolean {
    if (this.#isSent) return false
    this.#refusal = reason
    return true
  }

  submit(connection: PgConnection): Error | null {
    if (this.#refusal) return this.#refusal
    this.#isSent = true
    const { stream } = connection
    stream.cork?.()
    try {
      this.#write(connection)
    } finally {
      stream.uncork?.()
    }
    return null
  }

  #write(connection: PgConnection): void {
    const taken = this.#statements?.take(this.text, this.#values.length > 0, this.#isUnique, connection)
    this.#statement = taken?.statement
    this.#shape = this.#statement?.shape
    this.name = this.#statement?.name
    const name = this.name ?? ''
    if (!taken?.isParsed) connection.parse({ text: this.text, name, types: undefined })
    connection.bind({ portal: '', statement: name, values: this.#values, binary: false, valueMapper: undefined })
    if (!this.#shape) connection.describe({ type: 'P', name: '' })
    connection.execute({ portal: '', rows: 0 })
    connection.sync()
  }

  handleRowDescription(message: { fields: PgField[] }): void {
    try {
      this.#shape = new RowShape(message.fields, this.#client)
      if (this.#statement) this.#statement.shape = this.#shape
    } catch (error) {
      this.#failure = error as Error
    }
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    if (this.#isOver || this.#failure) return
    if (this.out.length === this.#maxRows) {
      this.#isOver = true
      this.out.length = 0
      this.#onOverflow()
      return
    }
    try {
      this.out.push(this.#shape!.read(message.fields))
    } catch (error) {
      this.#failure = error as Error
    }
  }

  handleCommandComplete(message: { text: string }): void {
    // "SELECT 5", "INSERT 0 1", "CREATE TABLE": the count, where there is one, comes last.
    const words = message.text.split(' ')
    this.command = words[0]!
    this.count = Number(words.at(-1)) || 0
  }

  handleReadyForQuery(): void {
    this.callback(this.#failure, this)
  }

  handleError(error: Error): void {
    this.callback(this.#failure ?? error)
  }

  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCopyData(): void {}
  handleCopyInResponse(connection: PgConnection): void {
    connection.sendCopyFail('a statement run through @breakwater/sql has no data to copy in')
  }
}
