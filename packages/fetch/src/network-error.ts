import { BreakwaterError } from '@breakwater/core'
import { codes } from './codes.ts'

interface SystemError extends Error {
  readonly code?: string
  readonly errno?: number
  readonly syscall?: string
  readonly errors?: readonly SystemError[]
}

/** A system error as Node gives it, less the addresses that it names: messages reach whoever asked for the URL. */
export function withoutAddress(error: SystemError): Error {
  const { code, errno, syscall } = error.errors?.[0] ?? error
  if (syscall === 'connect') return Object.assign(new Error(`connect ${code}`), { code, errno, syscall })
  // undici's own, which carry the socket.
  if (typeof code === 'string' && code.startsWith('UND_ERR_')) return Object.assign(new Error(error.message), { code })
  return error
}

/** An error of the connection as a caller of fetch knows it (TypeError with a cause), or the refusal that it stands for. `doing` is what was under way. */
export function asFetchError(error: unknown, doing: 'fetch failed' | 'terminated', maxHeaderBytes: number): Error {
  if (BreakwaterError.is(error)) return error
  if (!(error instanceof Error)) return new TypeError(doing, { cause: error })
  switch ((error as SystemError).code) {
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_CONNECT_TIMEOUT': return codes.error('FETCH_TIMEOUT')
    case 'UND_ERR_BODY_TIMEOUT': return codes.error('FETCH_IDLE_TIMEOUT')
    case 'UND_ERR_HEADERS_OVERFLOW': return codes.error('FETCH_MAX_HEADER_BYTES', { details: { maxHeaderBytes } })
    default: return new TypeError(doing, { cause: withoutAddress(error) })
  }
}
