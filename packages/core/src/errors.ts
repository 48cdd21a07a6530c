import { publishRefused } from './audit.ts'

/** What sort of failure: a policy said no, the input is malformed, a limit was met, the caller misused the API, the platform cannot. */
export type ErrorKind = 'refused' | 'invalid' | 'limit' | 'misuse' | 'unavailable'

/** Facts about a failure that are safe to log. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[] | readonly number[]>>

/** One line of a package's table of codes. */
export interface CodeEntry {
  readonly kind: ErrorKind
  /** One sentence without a full stop: what was refused. */
  readonly what: string
  /** What to write instead. */
  readonly todo: string
}

/** What a call adds to a table line: where it happened, what was met (described, never quoted), facts and cause. */
export interface ErrorContext {
  at?: string | undefined
  got?: string | undefined
  todo?: string | undefined
  details?: ErrorDetails | undefined
  cause?: unknown
}

const MARK = Symbol.for('breakwater.error')
const DOCS = 'https://breakwater.example/errors/'

/**
 * The one error class of Breakwater: `code` never changes its meaning, `kind` groups codes, `details` is safe to log and `docs` leads to the page of the code.
 * The message never holds a refused value.
 */
export class BreakwaterError<Code extends string = string> extends Error {
  readonly code: Code
  readonly kind: ErrorKind
  readonly docs: string
  readonly details: ErrorDetails

  constructor(code: Code, kind: ErrorKind, message: string, context: Pick<ErrorContext, 'details' | 'cause'> = {}) {
    super(message, 'cause' in context ? { cause: context.cause } : undefined)
    this.code = code
    this.kind = kind
    this.docs = DOCS + code
    this.details = Object.freeze(Object.assign(Object.create(null), context.details))
  }

  /** True for a BreakwaterError of any copy of the package. */
  static is(value: unknown): value is BreakwaterError {
    return typeof value === 'object' && value !== null && (value as { [MARK]?: unknown })[MARK] === true
  }

  /** Safe to log: no stack, no cause, no refused value. */
  toJSON(): { name: string; code: Code; kind: ErrorKind; message: string; docs: string; details: ErrorDetails } {
    return { name: 'BreakwaterError', code: this.code, kind: this.kind, message: this.message, docs: this.docs, details: this.details }
  }
}

Object.defineProperty(BreakwaterError.prototype, 'name', { value: 'BreakwaterError', configurable: true, writable: true })
Object.defineProperty(BreakwaterError.prototype, MARK, { value: true })

/** A package's codes, and the function that makes its errors and announces them on `breakwater:refused`. */
export interface Codes<Code extends string> {
  readonly package: string
  readonly table: Readonly<Record<Code, CodeEntry>>
  readonly error: (code: Code, context?: ErrorContext) => BreakwaterError<Code>
}

/** Defines the codes of one package; the table is frozen and feeds the error, its documentation page and the contract tests. */
export function defineCodes<const Table extends Record<string, CodeEntry>>(name: string, table: Table): Codes<keyof Table & string> {
  type Code = keyof Table & string
  const lines: Record<string, CodeEntry> = Object.assign(Object.create(null), table)
  for (const line of Object.values(lines)) Object.freeze(line)
  return Object.freeze({
    package: name,
    table: Object.freeze(lines) as Readonly<Record<Code, CodeEntry>>,
    error(code: Code, context: ErrorContext = {}) {
      const line = lines[code]!
      const message = `${context.at ? `${context.at}: ` : ''}${line.what}${context.got ? ` (got ${context.got})` : ''}. ${context.todo ?? line.todo} [${code}]`
      const error = new BreakwaterError(code, line.kind, message, context)
      publishRefused(name, error)
      return error
    },
  })
}
