import { describeValue } from '@breakwater/core'
import { createHash, timingSafeEqual } from 'node:crypto'
import { codes } from './codes.ts'

/** The hashes that a body may have, all of one algorithm. */
export interface Integrity {
  readonly algorithm: 'sha256' | 'sha384' | 'sha512'
  readonly hashes: readonly Buffer[]
}

const ITEM = /^(sha256|sha384|sha512)-([A-Za-z0-9+/_-]{1,100}={0,2})(?:\?[\x21-\x7e]*)?$/

/** Subresource Integrity: of several hashes those of the strongest algorithm count. Stricter: an integrity in which there is no known hash is FETCH_OPTION_REFUSED. */
export function readIntegrity(given: unknown): Integrity | undefined {
  if (given === undefined || given === '') return undefined
  const items = typeof given === 'string' ? given.split(/[\t\n\f\r ]+/).map(item => ITEM.exec(item)).filter(item => item !== null) : []
  const algorithm = items.map(item => item[1]!).sort().at(-1)
  if (algorithm === undefined) throw codes.error('FETCH_OPTION_REFUSED', { at: 'fetch: integrity', got: describeValue(given), todo: 'Give sha256-, sha384- or sha512- and the hash in base64.' })
  return { algorithm: algorithm as Integrity['algorithm'], hashes: items.filter(item => item[1] === algorithm).map(item => Buffer.from(item[2]!, 'base64')) }
}

/** Gives the Response back when all of its body is there and has one of the hashes; FETCH_INTEGRITY otherwise. */
export async function checkIntegrity({ algorithm, hashes }: Integrity, response: Response): Promise<Response> {
  const hash = createHash(algorithm).update(new Uint8Array(await response.clone().arrayBuffer())).digest()
  if (hashes.some(wanted => wanted.length === hash.length && timingSafeEqual(wanted, hash))) return response
  await response.body?.cancel()
  throw codes.error('FETCH_INTEGRITY', { details: { algorithm } })
}
