import { describeValue } from '@breakwater/core'
import type { BreakwaterError } from '@breakwater/core'
import { types } from 'node:util'
import { codes } from './codes.ts'
import { isList, ownItems } from './slots/text.ts'
import { itemsOf } from './slots/value.ts'
import type { ValueShape } from './slots/value.ts'
import type { Piece } from './slots/piece.ts'
import { Template, templateOf } from './template/template.ts'

const KEY = Symbol('command')
const MARK = Symbol.for('breakwater.shell.command')

/** A slot's value as it was when the template ran. */
export type Value = string | number | { readonly shape: ValueShape; readonly items: readonly Pick<Piece, 'text' | 'kind'>[] }

/**
 * A command line, or a part of one, whose text was written in source code: the proof that `sh`, the face and other templates ask for.
 * Unforgeable: a `#private` field that no JSON, copy or imitation has.
 */
export class ShellCommand {
  readonly #template: Template
  readonly #values: readonly Value[]
  readonly #error: BreakwaterError | undefined

  constructor(key: typeof KEY, template: Template, values: readonly Value[], error: BreakwaterError | undefined) {
    if (key !== KEY) throw codes.error('SHELL_COMMAND_REQUIRED', { at: 'ShellCommand' })
    this.#template = template
    this.#values = values
    this.#error = error
  }

  /** Never the command: in a string it is a mistake, and must not look like one. */
  toString(): string {
    return '[shell command: pass it to sh or to the functions of @breakwater/shell/child-process, it is not text]'
  }

  static is(value: unknown): value is ShellCommand {
    return typeof value === 'object' && value !== null && #template in value
  }
  /** The template of a command; a refusal that was kept is thrown now. */
  static template(command: ShellCommand): Template {
    if (command.#error) throw command.#error
    return command.#template
  }
  static values(command: ShellCommand): readonly Value[] {
    return command.#values
  }
  static error(command: ShellCommand): BreakwaterError | undefined {
    return command.#error
  }
  static of(template: Template, values: readonly Value[]): ShellCommand {
    return new ShellCommand(KEY, template, values, undefined)
  }
  static refused(template: Template, error: BreakwaterError): ShellCommand {
    return new ShellCommand(KEY, template, [], error)
  }
}

Object.defineProperty(ShellCommand.prototype, MARK, { value: true })
Object.freeze(ShellCommand.prototype)
Object.freeze(ShellCommand)

/** What a slot takes: strings, finite numbers, flat lists of them, values of opt, path, secret, optional and words, and commands. */
export type Slot = string | number | bigint | object

/**
 * A command line, or a part of one to be put into a slot of another. Nothing runs yet: give it to `sh` as a slot, or to a function of `@breakwater/shell/child-process`.
 * Refuses what is no template (TEMPLATE_REQUIRED), what needs a shell (SHELL_SYNTAX_REFUSED) and values that are no arguments (SHELL_VALUE_REFUSED, SHELL_TEXT_MALFORMED).
 */
export function cmd(strings: TemplateStringsArray, ...values: Slot[]): ShellCommand {
  return build(templateOf(strings, 'cmd'), values)
}

/** Puts the values of one call into its template. */
export function build(template: Template, values: readonly unknown[]): ShellCommand {
  if (values.length !== template.strings.length - 1) throw codes.error('SHELL_COMMAND_REQUIRED', { got: `${values.length} values for ${template.strings.length - 1} slots` })
  const taken: Value[] = []
  let isNested = false
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    if (typeof value === 'string' && !value.includes('\0') && value.isWellFormed()) taken.push(value)
    else if (typeof value === 'number' && Number.isFinite(value)) taken.push(value)
    else if (holdsCommand(value)) {
      isNested = true
      break
    } else taken.push(takeMany(value, template.isAlone[index]!, index))
  }
  return isNested ? splice(template, values) : ShellCommand.of(template, taken)
}

function takeMany(value: unknown, isAlone: boolean, index: number): Value {
  const at = `slot ${index + 1}`
  if (isOtherCopy(value)) throw codes.error('SHELL_DUPLICATE_COPY', { at })
  const taken = itemsOf(value, at)
  if (taken.shape === 'many' && !isAlone) throw codes.error('SHELL_SLOT_GLUED', { at })
  return taken
}

const holdsCommand = (value: unknown) => ShellCommand.is(value) || (isList(value) && ownItems(value, 'a slot').some(ShellCommand.is))

/** Where slots hold commands, text joins text: the result is what would have been written at once. */
function splice(template: Template, values: readonly unknown[]): ShellCommand {
  const strings = [template.strings[0]!]
  const taken: Value[] = []
  const add = (text: string) => (strings[strings.length - 1] += text)
  const put = (value: unknown, index: number) => {
    if (!ShellCommand.is(value)) {
      taken.push(takeMany(value, template.isAlone[index]!, index))
      strings.push('')
      return
    }
    const inner = ShellCommand.template(value).strings
    add(inner[0]!)
    for (let part = 1; part < inner.length; part++) strings.push(inner[part]!)
    for (const each of ShellCommand.values(value)) taken.push(each)
  }
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    if (holdsCommand(value) && template.isQuoted[index]!) throw codes.error('SHELL_SLOT_GLUED', { at: `slot ${index + 1}`, got: 'a command in quotes' })
    if (isList(value) && holdsCommand(value)) {
      if (!template.isAlone[index]!) throw codes.error('SHELL_SLOT_GLUED', { at: `slot ${index + 1}` })
      ownItems(value, `slot ${index + 1}`).forEach((item, place) => {
        if (place > 0) add(' ')
        put(item, index)
      })
    } else put(value, index)
    add(template.strings[index + 1]!)
  }
  return ShellCommand.of(new Template(strings), taken)
}

/** Gives the value if it is a command. Codes: SHELL_COMMAND_REQUIRED, SHELL_DUPLICATE_COPY. */
export function requireCommand(value: unknown, at: string): ShellCommand {
  if (ShellCommand.is(value)) return value
  throw isOtherCopy(value) ? codes.error('SHELL_DUPLICATE_COPY', { at }) : codes.error('SHELL_COMMAND_REQUIRED', { at, got: describeValue(value) })
}

function isOtherCopy(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !types.isProxy(value) && !(value instanceof ShellCommand) && (value as { [MARK]?: unknown })[MARK] === true
}
