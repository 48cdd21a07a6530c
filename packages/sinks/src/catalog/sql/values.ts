import { bare } from '../../analysis/syntax.ts'
import type { Range, SourceNode } from '../../model.ts'
import { rangeOf } from '../../tree.ts'
import type { Conversion } from './conversion.ts'

/**
 * A value that stood between quotes, as the string it was there. `String(x)` is kept unless x is a string for certain: bound as a number, `'0'` would
 * match every text in MySQL; null and undefined would no longer be words.
 */
export const asString = (conversion: Conversion, value: SourceNode): (string | Range)[] =>
  conversion.analysis.provenance.isString(value) ? [rangeOf(value)] : ['String(', ...oneArgument(value), ')']

/** An expression as one argument of a call. */
const oneArgument = (value: SourceNode): (string | Range)[] => (bare(value).type === 'SequenceExpression' ? ['(', rangeOf(value), ')'] : [rangeOf(value)])
