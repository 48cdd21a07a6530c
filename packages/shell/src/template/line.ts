import type { Part, RedirectMode } from './tokens.ts'

/** A word as written: static text and slots. */
export type Word = readonly Part[]

/** `NAME=value` before a command; the name may be a slot where the author chose it with opt. */
export interface Assignment {
  readonly name: string | { readonly slot: number }
  readonly value: Word
}

export type Redirect =
  | { readonly fd: 0 | 1 | 2; readonly mode: RedirectMode; readonly target: Word }
  | { readonly fd: 1 | 2; readonly to: 1 | 2 }

export interface Command {
  readonly env: readonly Assignment[]
  readonly words: readonly Word[]
  readonly redirects: readonly Redirect[]
}

/** A pipeline, and what must have happened before it. */
export interface Step {
  readonly when: '' | '&&' | '||'
  readonly commands: readonly Command[]
}

/** A whole command line. */
export type Line = readonly Step[]
