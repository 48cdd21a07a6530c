/**
 * Text as the words that a shell reads in it: blanks end a word, quotes and backslashes hold one together. Nothing is expanded, and operators are ordinary characters
 * (POSIX, Shell Command Language, 2.2). Where a quote stays open, quotes and backslashes are ordinary characters too.
 */
export function shellWords(text: string, platform: NodeJS.Platform = process.platform): string[] {
  return /["'\\]/.test(text) ? (quotedWords(text, platform) ?? plainWords(text)) : plainWords(text)
}

const plainWords = (text: string) => text.split(/[ \t\n]+/).filter(word => word !== '')

function quotedWords(text: string, platform: NodeJS.Platform): string[] | undefined {
  const found: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    if (quote === '' && /[ \t\n]/.test(sign)) {
      if (word !== undefined) found.push(word)
      word = undefined
    } else if (quote === '' && (sign === '"' || sign === "'")) {
      quote = sign
      word ??= ''
    } else if (sign === quote) quote = ''
    else if (sign === '\\' && quote !== "'" && platform !== 'win32') {
      const next = text[at + 1]
      if (next === undefined) return undefined
      const isEscape = quote === '' || /["\\$`\n]/.test(next)
      word = (word ?? '') + (isEscape ? (next === '\n' ? '' : next) : sign + next)
      at++
    } else word = (word ?? '') + sign
  }
  if (quote !== '') return undefined
  if (word !== undefined) found.push(word)
  return found
}
