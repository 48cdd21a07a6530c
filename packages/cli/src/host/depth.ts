const MAX_DEPTH = 1_500
const MAX_ELSE = 4_000
/** No text below this length can reach the depth. */
const SHORTEST = 2 * MAX_DEPTH

/**
 * The offset at which brackets, or a chain of `else if`, nest deeper than the native parser's stack bears, which would end the whole process; undefined where they do not.
 * Counts without reading strings and comments, on the safe side: nobody's own code comes near.
 */
export function tooDeepAt(text: string): number | undefined {
  if (text.length < SHORTEST) return undefined
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x28 || unit === 0x5b || unit === 0x7b) {
      if (++depth > MAX_DEPTH) return at
    } else if ((unit === 0x29 || unit === 0x5d || unit === 0x7d) && depth > 0) depth--
  }
  return elseChain(text)
}

function elseChain(text: string): number | undefined {
  let count = 0
  for (let at = text.indexOf('else if'); at !== -1; at = text.indexOf('else if', at + 7)) if (++count > MAX_ELSE) return at
  return undefined
}
