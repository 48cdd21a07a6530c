import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import { Fragment, notAFragment } from '../fragment.ts'
import type { Part, Walk, Writer } from '../part.ts'
import { templateOf } from '../template.ts'
import type { Template } from '../template.ts'
import { bindable } from '../values.ts'
import type { BoundValue, SqlValue } from '../values.ts'
import { VALUE_PLACE } from './columns.ts'
import { addValue, checkStatements, walkFragment } from '../walk.ts'

const comma = Fragment.ofTemplate(templateOf(((strings: TemplateStringsArray) => strings)`, `), [], true, true)

/** Fragments or values with a separator between them, a comma unless another fragment is given. An empty list gives nothing. */
export function join(items: readonly (Fragment | SqlValue)[], separator: Fragment = comma): Fragment {
  if (!Array.isArray(items)) throw codes.error('SQL_LIST_REFUSED', { at: 'sql.join', got: describeValue(items), todo: 'Give an array of fragments or values.' })
  if (!Fragment.is(separator)) throw notAFragment(separator, 'sql.join, separator')
  const read: (Fragment | SqlValue)[] = []
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as unknown
    read.push(Fragment.is(item) ? item : bindable(item, `sql.join, item ${index + 1}`))
  }
  return Fragment.ofPart(new JoinPart(read, separator))
}

class JoinPart implements Part {
  readonly #items: readonly (Fragment | SqlValue)[]
  readonly #separator: Fragment

  constructor(items: readonly (Fragment | SqlValue)[], separator: Fragment) {
    this.#items = items
    this.#separator = separator
  }

  walk(walk: Walk): void {
    walk.fixed = false
    const items = this.#items
    walk.key += `J${items.length},`
    walk.depth++
    const template = isPlainText(this.#separator) ? commonTemplate(items) : undefined
    if (template && !template.scan(walk.dialect).hasLimit) this.#walkAlike(walk, template)
    else {
      for (let index = 0; index < items.length; index++) {
        if (index > 0) walkFragment(walk, this.#separator, undefined)
        const item = items[index]!
        if (Fragment.is(item)) walkFragment(walk, item, undefined)
        else addValue(walk, item)
      }
    }
    walk.depth--
  }

  // A bulk insert: a hundred rows of one template, whose text depends on the count alone.
  #walkAlike(walk: Walk, template: Template): void {
    const scan = template.scan(walk.dialect)
    const separator = Fragment.shape(this.#separator) as Template
    checkStatements(scan, walk.depth)
    checkStatements(separator.scan(walk.dialect), walk.depth)
    walk.writes ||= scan.writes
    walk.ambiguous ||= scan.ambiguous
    walk.key += `*${separator.id}${template.id}`
    const { values } = walk
    for (const item of this.#items as readonly Fragment[]) {
      if (!Fragment.isPlain(item)) walk.plain = false
      const own = Fragment.values(item) as readonly BoundValue[]
      for (let index = 0; index < own.length; index++) values.push(own[index]!)
    }
  }

  write(writer: Writer): void {
    this.#items.forEach((item, index) => {
      if (index > 0) writer.fragment(this.#separator, VALUE_PLACE)
      if (Fragment.is(item)) writer.fragment(item, VALUE_PLACE)
      else writer.placeholder()
    })
  }
}



const isPlainText = (fragment: Fragment) => Fragment.isFlat(fragment) && Fragment.values(fragment).length === 0

function commonTemplate(items: readonly unknown[]): Template | undefined {
  const first = items[0]
  if (!Fragment.is(first) || !Fragment.isFlat(first)) return undefined
  const template = Fragment.shape(first) as Template
  for (let index = 1; index < items.length; index++) {
    const item = items[index]
    if (!Fragment.is(item) || Fragment.shape(item) !== template || !Fragment.isFlat(item)) return undefined
  }
  return template
}
