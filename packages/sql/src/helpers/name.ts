import { codes } from '../codes.ts'
import { Fragment } from '../fragment.ts'
import { checkIdentifier, nameKey } from '../identifier.ts'
import type { Part, Walk, Writer } from '../part.ts'

/** A quoted identifier: sql.id('users'), sql.id('public', 'users'). Any text can be a name: to choose among known names use sql.oneOf. Code: SQL_IDENTIFIER_REFUSED. */
export function id(...path: [string, ...string[]]): Fragment {
  if (path.length === 0) throw codes.error('SQL_IDENTIFIER_REFUSED', { at: 'sql.id', got: 'no name' })
  return Fragment.ofPart(new NamePart(path.map(name => checkIdentifier(name, 'sql.id'))))
}

class NamePart implements Part {
  readonly #path: readonly string[]
  constructor(path: readonly string[]) {
    this.#path = path
  }
  walk(walk: Walk): void {
    walk.fixed = false
    walk.key += `N${this.#path.length},`
    for (const name of this.#path) walk.key += nameKey(name)
  }
  write(writer: Writer): void {
    this.#path.forEach((name, index) => {
      if (index > 0) writer.text('.')
      writer.identifier(name)
    })
  }
}
