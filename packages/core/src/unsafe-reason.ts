import { publishUnsafe } from './audit.ts'
import { codes } from './codes.ts'
import { describeValue } from './describe.ts'

/** Opens a hatch: requires a non-empty reason (UNSAFE_REASON_REQUIRED) and announces the use on `breakwater:unsafe`. */
export function announceUnsafe(name: string, hatch: string, reason: unknown): void {
  if (typeof reason !== 'string' || reason.trim() === '') throw codes.error('UNSAFE_REASON_REQUIRED', { at: hatch, got: describeValue(reason) })
  publishUnsafe({ package: name, name: hatch, reason })
}
