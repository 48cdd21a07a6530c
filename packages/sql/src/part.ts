import type { Dialect } from './dialect.ts'
import type { SlotInfo } from './slots.ts'
import type { BoundValue } from './values.ts'

/** Gathers the values of a statement, and a key that stands for its text. */
export interface Walk {
  readonly dialect: Dialect
  readonly values: BoundValue[]
  /** Two statements with one key have one text. */
  key: string
  /** The text has one shape: no lists of varying length, no names given at run time. */
  fixed: boolean
  /** Every value is a string, a number or null. */
  plain: boolean
  /** Some template of the statement updates or deletes. */
  writes: boolean
  /** Some template reads differently under another server mode. */
  ambiguous: boolean
  depth: number
}

/** Writes the text of a statement. */
export interface Writer {
  readonly dialect: Dialect
  readonly writes: boolean
  text(text: string): void
  placeholder(): void
  identifier(name: string): void
  fragment(fragment: unknown, slot: SlotInfo | undefined): void
}

/** What a helper puts into a statement: `walk` gathers key and values each time, `write` makes the text once per key. */
export interface Part {
  walk(walk: Walk, slot: SlotInfo | undefined): void
  write(writer: Writer, slot: SlotInfo | undefined): void
  /** Takes the word IN or NOT IN out of the text before the slot and writes its own. */
  replacesIn?(dialect: Dialect): boolean
}
