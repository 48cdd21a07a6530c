/** The parts of postgres.js that are used, by structure: the package itself is never imported. */
export interface PostgresColumn {
  readonly name: string
  readonly type: number
  readonly parser?: ((text: string) => unknown) & { readonly array?: boolean }
}

export type PostgresRows = (Buffer | null)[][] & { readonly count: number | null; readonly command: string; readonly columns?: readonly PostgresColumn[] }

export interface PostgresQuery<Result = PostgresRows> extends Promise<Result> {
  raw(): PostgresQuery<Result>
  cancel(): Promise<void> | undefined | null
  /** The server works on it. */
  readonly active: boolean
}

/** Its `sql`, or the one of a transaction or of a reserved connection. */
export interface PostgresSql {
  unsafe(text: string, values: unknown[], options: object): PostgresQuery
  typed(value: unknown, type: number): unknown
  begin?<T>(modes: string, work: (sql: PostgresSql) => Promise<T>): Promise<T>
  savepoint?<T>(work: (sql: PostgresSql) => Promise<T>): Promise<T>
  readonly options?: { readonly transform?: PostgresTransform; readonly max?: number }
}

export interface PostgresTransform {
  readonly value?: { readonly from?: (value: unknown, column: PostgresColumn) => unknown }
  readonly row?: { readonly from?: (row: object) => object }
}
