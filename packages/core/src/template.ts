import { codes } from './codes.ts'
import { describeValue } from './describe.ts'

/**
 * Proves that `strings` came from a template literal in source code: a frozen array of strings whose `raw` is own, frozen and non-enumerable, of equal length.
 * Accepts what native engines, tsc, esbuild, swc and Babel's spec mode make. JSON, runtime strings and plain arrays can never pass (ECMA-262 13.2.8.4, GetTemplateObject).
 * Refuses with TEMPLATE_REQUIRED, TEMPLATE_UNFROZEN or TEMPLATE_ESCAPE_REFUSED. Callers remember the answer by identity: a frozen array cannot change.
 */
export function checkTemplate(strings: unknown, tag: string): asserts strings is TemplateStringsArray {
  if (!Array.isArray(strings)) throw codes.error('TEMPLATE_REQUIRED', { at: tag, got: describeValue(strings) })
  const raw = Object.getOwnPropertyDescriptor(strings, 'raw')
  if (!raw || !('value' in raw) || raw.enumerable || !Array.isArray(raw.value)) throw codes.error('TEMPLATE_REQUIRED', { at: tag, got: describeValue(strings) })
  if (!Object.isFrozen(strings) || !Object.isFrozen(raw.value)) throw codes.error('TEMPLATE_UNFROZEN', { at: tag })
  const parts = raw.value as unknown[]
  if (strings.length === 0 || parts.length !== strings.length) throw codes.error('TEMPLATE_REQUIRED', { at: tag, got: 'an array that imitates a template' })
  for (let index = 0; index < strings.length; index++) {
    if (typeof own(parts, index) !== 'string') throw codes.error('TEMPLATE_REQUIRED', { at: tag, got: 'an array that imitates a template' })
    const cooked = own(strings, index)
    if (cooked === undefined && Object.hasOwn(strings, index)) throw codes.error('TEMPLATE_ESCAPE_REFUSED', { at: `${tag}, part ${index + 1}` })
    if (typeof cooked !== 'string') throw codes.error('TEMPLATE_REQUIRED', { at: tag, got: 'an array that imitates a template' })
  }
}

const own = (array: readonly unknown[], index: number): unknown => Object.getOwnPropertyDescriptor(array, index)?.value
