import { codes } from '../codes.ts'

// What cooking keeps as it was meant: \\ \` \$ and the ordinary escapes; a line continuation is one in a shell as well.
const KEPT = '\\`$nrtxu0\n\r'

/** Refuses backslashes that cooking drops (`\.` `\;`) or turns into something else (`\b`), and escaped quotes beside plain ones of the same kind: SHELL_BACKSLASH_REFUSED. */
export function checkBackslashes(raw: readonly string[]): void {
  const escaped = new Set<string>()
  const plain = new Set<string>()
  for (const text of raw) {
    for (let at = 0; at < text.length; at++) {
      const char = text[at]!
      if (char === '"' || char === "'") plain.add(char)
      if (char !== '\\') continue
      const next = text[++at] ?? ''
      if (next === '"' || next === "'") escaped.add(next)
      else if (!KEPT.includes(next)) throw codes.error('SHELL_BACKSLASH_REFUSED', { got: /^[!-~]$/.test(next) ? `\\${next}` : undefined })
    }
  }
  // `\"` is `"` for JavaScript. Where all quotes are written so, nothing else can be meant; beside plain ones a quote inside quotes was meant.
  for (const quote of escaped) if (plain.has(quote)) throw codes.error('SHELL_BACKSLASH_REFUSED', { got: `\\${quote} beside ${quote}` })
}
