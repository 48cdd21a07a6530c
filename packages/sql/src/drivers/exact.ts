/** An integer from its digits: a number where that is exact, a bigint where it is not. */
export function exactInteger(digits: string): number | bigint {
  const number = Number(digits)
  return Number.isSafeInteger(number) ? number : BigInt(digits)
}

/** The same for an integer that a driver gave as bigint. */
export function exactBigInt(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** Bytes as a Buffer, whichever of their forms a driver gave; anything else as it is. */
export function asBuffer(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return Buffer.from(value)
  return value instanceof Uint8Array && !Buffer.isBuffer(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}
