import { constants } from 'node:os'
import { smuggled } from './refusals.ts'
import type { Arg } from './arg.ts'
import type { Role, Row } from './row.ts'

/** What the arguments of a program are: values of options, operands, and where `--` must be put in. */
export interface Walked {
  readonly values: readonly { readonly arg: Arg; readonly role: Role; readonly option: string }[]
  readonly operands: readonly Arg[]
  readonly seen: ReadonlySet<string>
  /** Index of the first argument that is not the program's own: a subcommand or an inner command. */
  readonly rest: number
  /** Index before which `--` is to be written, or -1. */
  readonly insert: number
}

const WRITES = /^(?:output|output-file|output-document|output-directory|log-file|files0-from)$/
const NEGATIVE = /^-\d+(?:\.\d+)?$/

/**
 * Reads arguments as getopt_long does (options anywhere unless the row says that they stop, clusters, attached values, abbreviated names).
 * A value that would become an option is SHELL_OPTION_SMUGGLED, unless `--` can be put before it.
 */
export function walk(program: string, row: Row, args: readonly Arg[], isKnown: boolean): Walked {
  const walker = new Walker(program, row, args, isKnown)
  walker.run()
  return walker
}

class Walker implements Walked {
  readonly values: { arg: Arg; role: Role; option: string }[] = []
  readonly operands: Arg[] = []
  readonly seen = new Set<string>()
  rest: number
  insert = -1
  readonly #program: string
  readonly #row: Row
  readonly #args: readonly Arg[]
  readonly #isKnown: boolean
  #pending: readonly Role[] = []
  #option = ''
  #isOver = false

  constructor(program: string, row: Row, args: readonly Arg[], isKnown: boolean) {
    this.#program = program
    this.#row = row
    this.#args = args
    this.#isKnown = isKnown
    this.rest = args.length
  }

  run(): void {
    const args = this.#args
    let start = 0
    if (this.#row.reader === 'tar' && args[0] && !args[0].text.startsWith('-')) {
      this.#bundle(args[0])
      start = 1
    }
    for (let at = start; at < args.length; at++) {
      const arg = args[at]!
      if (this.#pending.length > 0) {
        if (this.#row.isGuarded && !arg.isTrusted && (arg.lead === '' || arg.isLoose) && arg.text.startsWith('-') && !NEGATIVE.test(arg.text)) throw smuggled(this.#program, arg, false)
        this.#value(arg, this.#pending[0]!)
        this.#pending = this.#pending.slice(1)
        if (this.#option === this.#row.module) {
          this.rest = at
          return
        }
        if (this.#pending.length === 0 && this.#row.ends.includes(this.#option)) this.#isOver = true
      } else if (this.#row.hasPlus && !this.#isOver && arg.isTrusted && arg.text.startsWith('+')) {
        // A shell's `+x` turns an option off.
      } else if (this.#isOver || !arg.text.startsWith('-') || this.#row.style === 'none') {
        if (this.#operand(arg, at)) return
      } else if (arg.isReadable && (arg.text === '-' || arg.text === '--')) {
        if (arg.text === '-') {
          if (this.#operand(arg, at)) return
        } else this.#isOver = true
      } else if (arg.lead.startsWith('-')) this.#optionOf(arg)
      else if (this.#dashed(arg, at)) return
    }
  }

  /** Gives true where the rest is not the program's own. */
  #operand(arg: Arg, at: number): boolean {
    const { inner, sub, assigns, stops, isScript, unless, when } = this.#row
    if ((sub && this.operands.length === 0) || (inner !== undefined && this.operands.length >= inner && !(assigns && (/^[A-Za-z_]\w*=/.test(arg.lead) || (arg.isTrusted && arg.text === '-'))))) {
      this.rest = at
      return true
    }
    if (assigns && arg.isTrusted && arg.text === '-') return false
    if (!(assigns && arg.lead.includes('='))) {
      this.operands.push(arg)
      if (isScript && this.operands.length === 1 && !unless.some(option => this.seen.has(option)) && !(when && this.seen.has(when.option))) {
        this.rest = at + 1
        return true
      }
      if (stops && inner === undefined) this.#isOver = true
    } else this.#value(arg, 'assign')
    return false
  }

  /** A value that begins with a dash, where options are read. */
  #dashed(arg: Arg, at: number): boolean {
    if (NEGATIVE.test(arg.text)) return this.#operand(arg, at)
    if (arg.pieces[0]!.kind === 'word' && this.#isHarmless(arg.text)) return false
    const isLast = this.#args.every((later, index) => index <= at || !later.lead.startsWith('-') || later.text === '-')
    const { dashes } = this.#row
    if (dashes === false || this.operands.length < dashes || !isLast) throw smuggled(this.#program, arg, dashes !== false)
    this.insert = at
    this.#isOver = true
    return this.#operand(arg, at)
  }

  #isHarmless(text: string): boolean {
    if (this.#row.harmless.includes(text)) return true
    return /^-[A-Za-z]+$/.test(text) && [...text.slice(1)].every(letter => this.#row.harmless.includes(`-${letter}`))
  }

  #optionOf(arg: Arg): void {
    if (this.#row.style === 'single') this.#single(arg)
    else if (arg.lead.startsWith('--')) this.#long(arg)
    else this.#short(arg)
  }

  #single(arg: Arg): void {
    const end = arg.lead.indexOf('=')
    if (end === -1 && !arg.isReadable) {
      const prefix = Object.keys(this.#row.attached).find(name => arg.lead.startsWith(`-${name}`))
      if (prefix === undefined) throw smuggled(this.#program, arg, false)
      this.#option = prefix
      this.#value(arg.from(prefix.length + 1), this.#row.attached[prefix]!)
      return
    }
    const name = (end === -1 ? arg.text : arg.lead.slice(0, end)).replace(/^--?/, '')
    this.#take(name)
    const roles = this.#row.values[name]
    if (end !== -1) this.#value(arg.from(end + 1), roles?.[0] ?? this.#row.attached[name] ?? 'any')
    else if (roles) this.#pending = roles
  }

  #long(arg: Arg): void {
    const end = arg.lead.indexOf('=')
    if (end === -1 && !arg.isReadable) throw smuggled(this.#program, arg, false)
    const given = end === -1 ? arg.text.slice(2) : arg.lead.slice(2, end)
    const exact = this.#row.values[given]
    const code = exact || this.#row.attached[given] ? undefined : this.#abbreviated(given)
    this.#take(code ?? given)
    const roles = exact ?? (code === undefined ? undefined : this.#row.values[code])
    if (end !== -1) this.#value(arg.from(end + 1), roles?.[0] ?? this.#row.attached[code ?? given] ?? 'any')
    else if (roles) this.#pending = roles
  }

  /** The option that a beginning stands for where that is one that runs code; elsewhere an unknown name is taken as a flag, which is the strict side. */
  #abbreviated(given: string): string | undefined {
    if (given.length < 2) return undefined
    return [...Object.keys(this.#row.values), ...Object.keys(this.#row.attached)].find(
      name => name.length > 1 && name.startsWith(given) && (this.#row.attached[name] === 'code' || this.#row.values[name]?.includes('code')),
    )
  }

  #short(arg: Arg): void {
    const { lead, text } = arg
    for (let at = 1; at < lead.length; at++) {
      const letter = lead[at]!
      this.#take(letter)
      const roles = this.#row.values[letter]
      if (roles) {
        if (text.length > at + 1) this.#value(arg.from(at + 1), roles[0]!)
        this.#pending = text.length > at + 1 ? roles.slice(1) : roles
        return
      }
      const attached = this.#row.attached[letter]
      if (attached && text.length > at + 1) {
        this.#value(arg.from(at + 1), attached)
        return
      }
    }
    if (arg.isReadable || NEGATIVE.test(text)) return
    if (this.#row.hasSignals && Object.hasOwn(constants.signals, text.replace(/^-(?:SIG)?/, 'SIG'))) return
    // An unknown program's `-o${x}`: the author wrote the letter, and a value is meant.
    if (this.#isKnown || lead === '-') throw smuggled(this.#program, arg, false)
  }

  /** tar's old style: `xzf` before the values of its letters, in their order. */
  #bundle(arg: Arg): void {
    if (!arg.isReadable) throw smuggled(this.#program, arg, false)
    for (const letter of arg.text) {
      this.#take(letter)
      this.#pending = [...this.#pending, ...(this.#row.values[letter] ?? [])]
    }
  }

  #take(option: string): void {
    this.seen.add(option)
    this.#option = option
  }

  #value(arg: Arg, role: Role): void {
    // What may hold options may choose what is shown, not which file is written over (git log --output=…).
    if (arg.isLoose && WRITES.test(this.#option)) throw smuggled(this.#program, arg, false)
    this.values.push({ arg, role, option: this.#option })
  }
}
