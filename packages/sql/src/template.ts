import { checkTemplate } from '@breakwater/core'
import type { Dialect } from './dialect.ts'
import { scan } from './scan.ts'
import type { Scan } from './scan.ts'

interface FlatText {
  readonly text: string
  readonly verb: string
  readonly hasLimit: boolean
}

/** What is remembered of a call site: its text, how each dialect reads it, and the finished text where no slot holds a fragment. */
export class Template {
  static #count = 0
  /** Stands for this template in the keys of the text cache. */
  readonly id = `${Template.#count++}.`
  readonly parts: readonly string[]
  readonly slots: number
  readonly flat: Record<Dialect, FlatText | undefined> = { postgres: undefined, mysql: undefined, sqlite: undefined }
  #scans: Record<Dialect, Scan | undefined> = { postgres: undefined, mysql: undefined, sqlite: undefined }

  constructor(parts: readonly string[]) {
    this.parts = parts
    this.slots = parts.length - 1
    this.#scanAny()
  }

  /** How a dialect reads the text; throws what makes it unusable there. */
  scan(dialect: Dialect): Scan {
    return (this.#scans[dialect] ??= scan(this.parts, dialect))
  }

  // The dialect is not known when the tag runs: text that no dialect can read is refused at once, the rest when it is used.
  #scanAny(): void {
    let first: unknown
    for (const dialect of ['postgres', 'mysql', 'sqlite'] as const) {
      try {
        this.scan(dialect)
        return
      } catch (error) {
        first ??= error
      }
    }
    throw first
  }
}

const templates = new WeakMap<readonly string[], Template>()

/** The template of a call site, read at its first use. */
export function templateOf(strings: TemplateStringsArray): Template {
  const known = templates.get(strings)
  if (known) return known
  checkTemplate(strings, 'sql')
  const template = new Template([...strings])
  templates.set(strings, template)
  return template
}
