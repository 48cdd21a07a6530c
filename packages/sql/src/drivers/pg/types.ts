/** The parts of `pg` that are used, by structure: the package itself is never imported. */
export interface PgField {
  readonly name: string
  readonly dataTypeID: number
  readonly format: string
}

export interface PgConnection {
  readonly stream: { cork?(): void; uncork?(): void; destroy(error?: Error): void; pause?(): void; resume?(): void; readonly writable: boolean; once(event: string, listener: () => void): void }
  readonly ssl: unknown
  readonly sslNegotiation?: unknown
  parsedStatements: Record<string, string>
  submittedNamedStatements?: Record<string, string>
  parse(message: object): void
  bind(message: object): void
  describe(message: object): void
  execute(message: object): void
  close(message: object): void
  sync(): void
  sendCopyFail(message: string): void
  connect(portOrPath: unknown, host?: string): void
  requestSsl(): void
  cancel(processID: unknown, secretKey: unknown): void
  on(event: string, listener: (...args: never[]) => void): void
  once(event: string, listener: (...args: never[]) => void): void
}

export interface PgClient {
  readonly connection?: PgConnection
  readonly processID?: unknown
  readonly secretKey?: unknown
  readonly host?: string
  readonly port?: number
  readonly ssl?: unknown
  readonly pipeline?: boolean
  readonly _types?: { getTypeParser(oid: number, format: string): (text: string) => unknown }
  query(...args: unknown[]): unknown
  release?(error?: unknown): void
  getTransactionStatus?(): string | null
  getTypeParser?(oid: number, format: string): (text: string) => unknown
  on(event: string, listener: (...args: never[]) => void): unknown
  removeListener(event: string, listener: (...args: never[]) => void): unknown
}

export interface PgPool {
  readonly options: object
  connect(callback: (error: Error | undefined, client: PgClient, release: (error?: unknown) => void) => void): void
  query(...args: unknown[]): unknown
}

export interface PgError extends Error {
  readonly code?: string
  readonly routine?: string
}
