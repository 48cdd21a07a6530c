import { channel } from 'node:diagnostics_channel'
import type { BreakwaterError } from './errors.ts'

/** Published on `node:diagnostics_channel` as `breakwater:refused` whenever a Breakwater package makes an error. */
export interface RefusedMessage {
  readonly package: string
  readonly error: BreakwaterError
}

/** Published on `node:diagnostics_channel` as `breakwater:unsafe` whenever a hatch is used. */
export interface UnsafeMessage {
  readonly package: string
  /** The hatch: its exported name. */
  readonly name: string
  /** Why the author says this use is sound. */
  readonly reason: string
}

const refused = channel('breakwater:refused')
const unsafe = channel('breakwater:unsafe')

export function publishRefused(name: string, error: BreakwaterError): void {
  if (refused.hasSubscribers) refused.publish({ package: name, error } satisfies RefusedMessage)
}

export function publishUnsafe(message: UnsafeMessage): void {
  if (unsafe.hasSubscribers) unsafe.publish(message)
}
