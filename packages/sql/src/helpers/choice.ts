import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import { Fragment, notAFragment } from '../fragment.ts'

/**
 * Chooses a fragment by key: `order by ${sql.oneOf(req.query.sort, { name: sql`name`, newest: sql`created_at desc` }, 'name')}`.
 * `fallback` names the choice for a missing value (undefined, null or ''); any other value is SQL_CHOICE_REFUSED.
 */
export function oneOf<Key extends string>(value: unknown, choices: Readonly<Record<Key, Fragment>>, fallback?: NoInfer<Key>): Fragment {
  const isMissing = value === undefined || value === null || value === ''
  const key = isMissing && fallback !== undefined ? fallback : value
  const known = Object.keys(choices)
  const property = typeof key === 'string' ? Object.getOwnPropertyDescriptor(choices, key) : undefined
  if (!property) throw codes.error('SQL_CHOICE_REFUSED', { at: 'sql.oneOf', got: describeValue(value), todo: `Give one of: ${known.join(', ')}; or pass one of them as the third argument for a missing value.`, details: { choices: known } })
  if (!Fragment.is(property.value)) throw notAFragment(property.value, `sql.oneOf, choice ${key as string}`)
  return property.value
}
