import { codes } from './codes.ts'

const SPACE = /[ \t\r\n]/

/** Splits text at white space; quotes and backslashes as in XCU 2.2, nothing is expanded. */
export function splitWords(text: string): string[] {
  const found: string[] = []
  let word: string | undefined
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (SPACE.test(char)) {
      if (word !== undefined) found.push(word)
      word = undefined
    } else if (char === "'") {
      const end = text.indexOf("'", at + 1)
      if (end === -1) throw codes.error('SHELL_WORDS_UNCLOSED', { at: 'words' })
      word = (word ?? '') + text.slice(at + 1, end)
      at = end
    } else if (char === '"') {
      word ??= ''
      for (at++; text[at] !== '"'; at++) {
        if (at >= text.length) throw codes.error('SHELL_WORDS_UNCLOSED', { at: 'words' })
        if (text[at] === '\\' && '"\\$`'.includes(text[at + 1] ?? ' ')) at++
        word += text[at]!
      }
    } else if (char === '\\') {
      if (at + 1 >= text.length) throw codes.error('SHELL_WORDS_UNCLOSED', { at: 'words' })
      word = (word ?? '') + text[++at]!
    } else {
      word = (word ?? '') + char
    }
  }
  if (word !== undefined) found.push(word)
  return found
}
