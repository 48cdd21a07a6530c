import { codes } from '../codes.ts'
import type { Part, RedirectMode, Token } from './tokens.ts'

const SYNTAX: readonly (readonly [RegExp, string, string])[] = [
  [/;/y, ';', 'Make two calls, or join them with && where the second needs the first; a literal semicolon is quoted.'],
  [/&>>?/y, '&>', 'Write > file 2>&1.'],
  [/\|&/y, '|&', 'Write 2>&1 | instead.'],
  [/&(?!&)/y, '&', 'Start the program without await, or spawn(…) it; a literal & is quoted.'],
  [/<<</y, '<<<', "Give the text as standard input: sh.with({ stdin: text })."],
  [/<</y, '<<', 'Give the text as standard input: sh.with({ stdin: text }).'],
  [/<>|>\|/y, '<> or >|', 'Write < or >.'],
  [/[<>]\(/y, 'a process substitution', 'Run that command first and pass its output.'],
  [/\(/y, 'a subshell', 'Write the commands one after the other; a literal parenthesis is quoted.'],
  [/\)/y, 'a subshell', 'Write the commands one after the other; a literal parenthesis is quoted.'],
  [/`/y, 'backticks', 'Run that command first and put its output into a ${slot}.'],
  [/\$\(/y, '$(…)', 'Run that command first and put its output into a ${slot}.'],
  [/\$['"]/y, "$'…'", 'Write the text in ordinary quotes.'],
  [/\$(?:\{|[A-Za-z_0-9@*#?!$-])/y, 'a $VARIABLE', 'Put the value into a ${slot}: ${process.env.NAME}; a literal $ is in single quotes.'],
]
// Inside double quotes only substitutions are special (XCU 2.2.3).
const SUBSTITUTIONS = SYNTAX.filter(([, name]) => /^(?:backticks|\$\(…\)|a \$VARIABLE)$/.test(name))
const REDIRECT = /([012]?)(>>|>|<)(?:&([0-9-]))?/y
const BLANK = ' \t\n'
// Bash expands braces and dash does not: whoever writes them expects more than the text.
const BRACES = /\{[^{}\s'"]*(?:,|\.\.)[^{}\s'"]*\}/y

/** Cuts the parts of a template into words, operators and redirects. Refuses what needs a shell: SHELL_SYNTAX_REFUSED, SHELL_TEXT_UNCLOSED, SHELL_TEXT_MALFORMED. */
export function tokenize(strings: readonly string[]): readonly Token[] {
  return new Tokenizer(strings).run()
}

class Tokenizer {
  readonly #strings: readonly string[]
  readonly #tokens: Token[] = []
  #word: Part[] | undefined
  #text = ''
  #at = 0
  #part = 0

  constructor(strings: readonly string[]) {
    this.#strings = strings
  }

  run(): readonly Token[] {
    let quote = ''
    for (let part = 0; part < this.#strings.length; part++) {
      if (part > 0) (this.#word ??= []).push({ slot: part - 1, quoted: quote !== '' })
      this.#part = part
      this.#text = this.#strings[part]!
      if (this.#text.includes('\0') || !this.#text.isWellFormed()) throw codes.error('SHELL_TEXT_MALFORMED', { at: 'the template' })
      for (this.#at = 0; this.#at < this.#text.length; ) quote = quote === '' ? this.#plain() : this.#quoted(quote)
    }
    if (quote !== '') throw codes.error('SHELL_TEXT_UNCLOSED')
    this.#endWord()
    return this.#tokens
  }

  #plain(): string {
    const char = this.#text[this.#at]!
    if (BLANK.includes(char)) {
      this.#endWord()
      this.#at++
      return ''
    }
    if (char === "'" || char === '"') {
      // Quotes make a word even where nothing stands in them.
      this.#add('', true)
      this.#at++
      return char
    }
    if (char === '\\') {
      if (this.#at + 1 >= this.#text.length) throw codes.error('SHELL_TEXT_UNCLOSED', { got: 'a backslash at the end of a part' })
      if (this.#text[this.#at + 1] !== '\n') this.#add(this.#text[this.#at + 1]!, true)
      this.#at += 2
      return ''
    }
    if (char === '#' && !this.#word) throw refused('a comment', 'Write comments in JavaScript; a literal # is quoted.')
    if (this.#operator()) return ''
    this.#refuse(SYNTAX)
    BRACES.lastIndex = this.#at
    if (char === '{' && BRACES.test(this.#text)) throw refused('a brace expansion', 'Write each word, or a list in a slot: ${list}; literal braces are quoted.')
    this.#add(char, false)
    this.#at++
    return ''
  }

  #quoted(quote: string): string {
    const char = this.#text[this.#at]!
    if (char === quote) {
      this.#at++
      return ''
    }
    if (quote === '"') {
      if (char === '\\' && '"\\$`\n'.includes(this.#text[this.#at + 1] ?? ' ')) {
        if (this.#text[this.#at + 1] !== '\n') this.#add(this.#text[this.#at + 1]!, true)
        this.#at += 2
        return quote
      }
      this.#refuse(SUBSTITUTIONS)
    }
    this.#add(char, true)
    this.#at++
    return quote
  }

  #operator(): boolean {
    const two = this.#text.slice(this.#at, this.#at + 2)
    if (two === '&&' || two === '||') {
      this.#endWord()
      this.#tokens.push({ kind: 'operator', text: two })
      this.#at += 2
      return true
    }
    if (two[0] === '|' && two !== '|&') {
      this.#endWord()
      this.#tokens.push({ kind: 'operator', text: '|' })
      this.#at++
      return true
    }
    return this.#redirect()
  }

  #redirect(): boolean {
    const char = this.#text[this.#at]!
    // A digit names a descriptor only where it begins a word: a2>b is the word a2.
    if (/\d/.test(char) && this.#word) return false
    REDIRECT.lastIndex = this.#at
    const match = REDIRECT.exec(this.#text)
    if (!match) {
      if (/^[3-9]\d*[<>]/.test(this.#text.slice(this.#at)) && !this.#word) throw refused('a redirect of a descriptor above 2', 'Only 0, 1 and 2 can be redirected.')
      return false
    }
    const [whole, digit, mode, copy] = match as unknown as [string, string, RedirectMode, string | undefined]
    const rest = this.#text.slice(this.#at + whole.length)
    if (copy === undefined && /^(?:<|>|\||\(|&)/.test(rest) && !(mode === '>' && rest.startsWith('>'))) this.#refuse(SYNTAX)
    if (copy === undefined && /^[<>|(&]/.test(rest)) throw refused(`${mode}${rest[0]!}`, 'Write > file, >> file, < file, 2> file or 2>&1.')
    const fd = digit === '' ? (mode === '<' ? 0 : 1) : (Number(digit) as 0 | 1 | 2)
    if ((mode === '<') !== (fd === 0)) throw refused('a redirect in the wrong direction', 'Standard input is read with <, the others are written with >.')
    this.#endWord()
    if (copy === undefined) this.#tokens.push({ kind: 'redirect', fd, mode })
    else if (mode === '>' && fd !== 0 && (copy === '1' || copy === '2')) this.#tokens.push({ kind: 'copy', fd, to: Number(copy) as 1 | 2 })
    else throw refused('a copy of a descriptor', 'Write 2>&1 or 1>&2.')
    this.#at += whole.length
    return true
  }

  #refuse(table: typeof SYNTAX): void {
    for (const [pattern, name, todo] of table) {
      pattern.lastIndex = this.#at
      if (pattern.test(this.#text)) throw refused(name, todo)
    }
    // `$${x}`: a shell would have read the value as the name of a variable.
    if (this.#text[this.#at] === '$' && this.#at === this.#text.length - 1 && this.#part < this.#strings.length - 1) throw refused('a $ before a slot', 'Drop the $, or quote it with single quotes if it is meant.')
  }

  #add(text: string, quoted: boolean): void {
    this.#word ??= []
    const last = this.#word.at(-1)
    if (last && 'text' in last && last.quoted === quoted) this.#word[this.#word.length - 1] = { text: last.text + text, quoted }
    else this.#word.push({ text, quoted })
  }

  #endWord(): void {
    if (this.#word) this.#tokens.push({ kind: 'word', parts: this.#word })
    this.#word = undefined
  }
}

const refused = (got: string, todo: string) => codes.error('SHELL_SYNTAX_REFUSED', { got, todo })
