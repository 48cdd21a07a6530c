import { problem } from './problem.ts'
import { SLOT } from './template.ts'

const REGEX_AFTER = /(?:^|[=(,:[!&|?{;+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield|instanceof))$/

/**
 * Proves that each slot of a script stands where a whole expression can. Strings, templates, comments and regular expressions are told apart by ECMA-262 12;
 * where a slash could be either a division or a regular expression, the script is refused.
 */
export function checkScript(text: string, start: number, end: number): void {
  const refuse = (at: number, got: string) => problem('HTML_SCRIPT_SLOT_REFUSED', text, at, got)
  const hasSlotUntil = (from: number, to: number, got: string) => {
    const slot = text.slice(from, to).indexOf(SLOT)
    if (slot >= 0) throw refuse(from + slot, got)
  }
  const before = (at: number) => text.slice(Math.max(start, at - 80), at).replace(/\0/g, '0').trimEnd()
  let at = start
  while (at < end) {
    const char = text[at]!
    if (char === SLOT) {
      if (/[\w$.'"`)\]}\0\\#@]$/.test(text.slice(start, at))) throw refuse(at, 'a slot glued to what stands before it')
      if (/^[\w$`\0\\]/.test(text.slice(at + 1, Math.min(end, at + 2)))) throw refuse(at, 'a slot glued to what follows')
      at++
    } else if (char === '"' || char === "'" || char === '`') {
      const close = closing(text, at, end)
      hasSlotUntil(at, close, 'a slot in a string')
      at = close
    } else if (char === '/' && text[at + 1] === '/') {
      const line = /[\n\r\u2028\u2029]/.exec(text.slice(at, end))
      const close = line ? at + line.index : end
      hasSlotUntil(at, close, 'a slot in a comment')
      at = close
    } else if (char === '/' && text[at + 1] === '*') {
      const found = text.indexOf('*/', at + 2)
      const close = found < 0 || found >= end ? end : found + 2
      hasSlotUntil(at, close, 'a slot in a comment')
      at = close
    } else if (char === '/') {
      const previous = before(at)
      if (REGEX_AFTER.test(previous) && !/(?:\+\+|--)$/.test(previous)) {
        const close = closeRegex(text, at, end)
        hasSlotUntil(at, close, 'a slot in a regular expression')
        at = close
      } else if (/[)}]$|(?:\+\+|--)$/.test(previous)) {
        throw refuse(at, 'a slash that may begin a regular expression, in a script with slots')
      } else at++
    } else if (text.startsWith('-->', at)) throw refuse(at, 'an HTML comment in a script with slots')
    else at++
  }
}

/** Strings and templates; a template with `${` is read to its last backtick only if it holds no other. */
function closing(text: string, start: number, end: number): number {
  const quote = text[start]!
  for (let at = start + 1; at < end; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at + 1
    else if (quote !== '`' && /[\n\r]/.test(text[at]!)) throw problem('HTML_SCRIPT_SLOT_REFUSED', text, start, 'a string that does not end on its line')
    else if (quote === '`' && text.startsWith('${', at)) throw problem('HTML_SCRIPT_SLOT_REFUSED', text, start, 'a template literal with ${…} of its own, in a script with slots')
  }
  throw problem('HTML_SCRIPT_SLOT_REFUSED', text, start, 'a string without end, in a script with slots')
}

function closeRegex(text: string, start: number, end: number): number {
  let isClass = false
  for (let at = start + 1; at < end; at++) {
    if (text[at] === '\\') at++
    else if (/[\n\r]/.test(text[at]!)) break
    else if (text[at] === '[') isClass = true
    else if (text[at] === ']') isClass = false
    else if (text[at] === '/' && !isClass) return at + 1
  }
  throw problem('HTML_SCRIPT_SLOT_REFUSED', text, start, 'a regular expression without end, in a script with slots')
}
