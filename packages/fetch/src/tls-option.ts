import { optional, readOptions } from '@breakwater/core'
import type { OptionValues } from '@breakwater/core'

/** TLS by policy. Certificates are always checked. */
export interface TlsOptions {
  /** Certificate authorities to trust instead of the ones that Node.js brings, in PEM. */
  ca?: string | Uint8Array | readonly (string | Uint8Array)[]
  /** The certificate to show, in PEM. */
  cert?: string | Uint8Array
  /** Its private key, in PEM. */
  key?: string | Uint8Array
  /** The passphrase of the key. */
  passphrase?: string
}

type Pem = string | Uint8Array
const isPem = (value: unknown): value is Pem => typeof value === 'string' || value instanceof Uint8Array
const pem = optional('a certificate or key in PEM', isPem)

const spec = {
  ca: optional('certificates in PEM', (value): value is Pem | Pem[] => isPem(value) || (Array.isArray(value) && value.every(isPem))),
  cert: pem,
  key: pem,
  passphrase: optional('a string', (value): value is string => typeof value === 'string'),
}

export type TlsPolicy = OptionValues<typeof spec>

export const readTls = (value: unknown, where: string): TlsPolicy => readOptions(where, value, spec)
