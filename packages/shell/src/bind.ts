import { codes } from './codes.ts'
import { ShellCommand } from './command.ts'
import type { Value } from './command.ts'
import { isTrusted } from './slots/piece.ts'
import type { Piece } from './slots/piece.ts'
import type { Command, Redirect, Step, Word } from './template/line.ts'
import type { RedirectMode } from './template/tokens.ts'

/** A command whose slots are filled. Plain data: it also travels to the runner process. */
export interface BoundCommand {
  readonly env: readonly { readonly name: string; readonly value: readonly Piece[] }[]
  readonly words: readonly (readonly Piece[])[]
  readonly redirects: readonly BoundRedirect[]
}
export type BoundRedirect =
  | { readonly fd: 0 | 1 | 2; readonly mode: RedirectMode; readonly target: readonly Piece[] }
  | { readonly fd: 1 | 2; readonly to: 1 | 2 }

export interface BoundStep {
  readonly when: Step['when']
  readonly commands: readonly BoundCommand[]
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Fills the slots of a command line. Codes: SHELL_SLOT_GLUED, SHELL_ENV_NAME_REFUSED, SHELL_REDIRECT_REFUSED, SHELL_TEXT_INCOMPLETE and those of parsing. */
export function bind(command: ShellCommand): readonly BoundStep[] {
  const { line } = ShellCommand.template(command)
  const values = ShellCommand.values(command)
  return line.map(({ when, commands }) => ({ when, commands: commands.map(each => bindCommand(each, values)) }))
}

function bindCommand(command: Command, values: readonly Value[]): BoundCommand {
  const words: (readonly Piece[])[] = []
  for (const word of command.words) bindWord(word, values, words)
  const [name] = words
  if (name?.some(piece => piece.kind === 'program')) words[0] = name.map(piece => (piece.kind === 'program' ? { ...piece, kind: 'chosen' } : piece))
  if (words.length === 0) throw codes.error('SHELL_TEXT_INCOMPLETE', { got: 'no program' })
  return {
    env: command.env.map(({ name, value }) => ({ name: typeof name === 'string' ? name : chosenName(values[name.slot]!), value: single(value, values, 'the value of a variable') })),
    words,
    redirects: command.redirects.map(redirect => bindRedirect(redirect, values)),
  }
}

function bindWord(word: Word, values: readonly Value[], into: (readonly Piece[])[]): void {
  const [first] = word
  if (word.length === 1 && first && 'slot' in first && !first.quoted) {
    const value = values[first.slot]!
    if (typeof value === 'object') for (const item of value.items) into.push([{ ...item, slot: first.slot + 1 }])
    else into.push([pieceOf(value, first.slot)])
    return
  }
  refuseEmptyRoot(word, values)
  into.push(word.map(part => ('text' in part ? ({ text: part.text, kind: 'static', bare: !part.quoted } as const) : gluedPiece(values[part.slot]!, part.slot))))
}

/** `rm -rf ${dir}/*` with an empty value would mean the root. */
function refuseEmptyRoot(word: Word, values: readonly Value[]): void {
  const [first, second] = word.filter(part => !('text' in part) || part.text !== '')
  if (!first || !('slot' in first) || !second || !('text' in second) || !second.text.startsWith('/')) return
  if (gluedPiece(values[first.slot]!, first.slot).text === '') throw codes.error('SHELL_VALUE_REFUSED', { at: `slot ${first.slot + 1}`, got: 'an empty value before /, which would make the path absolute', todo: 'Check the value first; write the whole path as one value if it may be absolute.' })
}

function gluedPiece(value: Value, slot: number): Piece {
  if (typeof value !== 'object') return pieceOf(value, slot)
  if (value.shape === 'many' || value.items.length !== 1) throw codes.error('SHELL_SLOT_GLUED', { at: `slot ${slot + 1}` })
  return { ...value.items[0]!, slot: slot + 1 }
}

const pieceOf = (value: string | number, slot: number): Piece => ({ text: String(value), kind: typeof value === 'number' ? 'number' : 'plain', slot: slot + 1 })

function single(word: Word, values: readonly Value[], what: string): readonly Piece[] {
  const found: (readonly Piece[])[] = []
  bindWord(word, values, found)
  if (found.length !== 1) throw codes.error('SHELL_SLOT_GLUED', { at: what, got: `${found.length} words where one is needed` })
  return found[0]!
}

function chosenName(value: Value): string {
  const [item, second] = typeof value === 'object' ? value.items : []
  if (!item || second || !isTrusted(item) || !NAME.test(item.text)) throw codes.error('SHELL_ENV_NAME_REFUSED', { got: 'a slot in the name' })
  return item.text
}

function bindRedirect(redirect: Redirect, values: readonly Value[]): BoundRedirect {
  if ('to' in redirect) return redirect
  const target = single(redirect.target, values, 'a redirect')
  if (target.every(piece => piece.text === '')) throw codes.error('SHELL_REDIRECT_REFUSED', { got: 'an empty name' })
  return { fd: redirect.fd, mode: redirect.mode, target }
}
