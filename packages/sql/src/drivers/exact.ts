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
