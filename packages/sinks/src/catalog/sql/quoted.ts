import { bare, methodCall } from '../../analysis/syntax.ts'
import type { Range, SourceNode } from '../../model.ts'
import { rangeOf } from '../../tree.ts'
import type { Builder, Item } from './builder.ts'
import { withoutEscaping } from './escaping.ts'
import { refuse } from '../../edit/refusal.ts'
import { asString } from './values.ts'

const TYPE_WORDS = new Set(['interval', 'date', 'timestamp', 'timestamptz', 'time'])
const PREFIXES = new Set(['n', 'e'])

/** `'…${x}…'`: what stood between the quotes becomes the value of one slot, as the same text. */
export const quotedSlot = (builder: Builder, quote: string, inside: readonly Item[], start: number): (string | Range)[] => {
  const { scanner, conversion } = builder
  const after = builder.flat.slice(builder.at + 1)
  const prefix = scanner.openWord.toLowerCase()
  if (prefix !== '') {
    if (!PREFIXES.has(prefix) || quote !== "'") return refuse('QUOTE_PREFIX')
    builder.dropWord()
    scanner.endWord()
    scanner.level.tokens.pop()
  }
  if (/^\w/.test(after)) return refuse('QUOTE_PREFIX')
  const text = unescape(inside, quote, scanner.dialect === 'mysql' || prefix === 'e')
  const isName = quote === '`' || (quote === '"' && scanner.dialect !== 'mysql')
  if (isName && !(quote === '"' && scanner.dialect === 'sqlite' && readsAsValue(builder))) return ['${', ...conversion.flavor().id(concatenated(builder, text)), '}']
  const list = quotedList(builder, text, start, after)
  if (list !== undefined) return list
  const before = scanner.level.tokens.at(-1)
  const isLike = before?.kind === 'word' && (before.text === 'like' || before.text === 'ilike') && !/^\s*escape\b/i.test(after)
  const like = isLike ? likeSlot(builder, text) : undefined
  if (like !== undefined) return like
  const value = concatenated(builder, text)
  if (before?.kind === 'word' && TYPE_WORDS.has(before.text) && !(before.text === 'interval' && scanner.dialect === 'mysql')) {
    if (scanner.dialect === 'sqlite' || /^\s*(?:year|month|day|hour|minute|second)\b/i.test(after)) return refuse('TYPED_LITERAL')
    builder.dropWord()
    return ['CAST(${', ...value, `} AS ${before.text})`]
  }
  return ['${', ...value, '}']
}

/** `=`, a comma in VALUES and the like stand before it: in SQLite "text" is then a string. */
const readsAsValue = (builder: Builder): boolean => {
  const before = builder.scanner.level.tokens.at(-1)
  if (before === undefined) return /^(?:values|in)$/.test(builder.scanner.level.before.at(-1)?.text ?? '')
  if (before.text === ',') return builder.scanner.levels.length > 1 && /^(?:values|in)$/.test(builder.scanner.level.before.at(-1)?.text ?? '')
  return /^(?:[=<>|]|like|glob|then|else)$/.test(before.text)
}

/** The text between the quotes as it is meant: doubled quotes are one. */
const unescape = (inside: readonly Item[], quote: string, backslashes: boolean): Item[] => {
  const items: Item[] = []
  for (let index = 0; index < inside.length; index++) {
    const item = inside[index]!
    if (!('hole' in item)) {
      const next = inside[index + 1]
      if (backslashes && item.cooked === '\\') return refuse('QUOTE_ESCAPES')
      if (item.cooked === quote && next !== undefined && !('hole' in next) && next.cooked === quote) index++
    }
    items.push(item)
  }
  return items
}

/** One slot alone is that value as a string; with text around it, a template. */
const concatenated = (builder: Builder, items: readonly Item[]): (string | Range)[] => {
  const only = items.length === 1 ? items[0]! : undefined
  if (only !== undefined && 'hole' in only) return asString(builder.conversion, withoutEscaping(builder.conversion, only.hole, 'quoted'))
  const pieces: (string | Range)[] = ['`']
  for (const item of items) {
    if ('hole' in item) pieces.push('${', rangeOf(withoutEscaping(builder.conversion, item.hole, 'quoted')), '}')
    else pieces.push(item.written)
  }
  return [...pieces, '`']
}

/** `'%${x}%'` after LIKE. */
const likeSlot = (builder: Builder, items: readonly Item[]): (string | Range)[] | undefined => {
  const text = items.map(item => ('hole' in item ? '\u0001' : item.cooked)).join('')
  const name = { '%\u0001%': 'contains', '\u0001%': 'startsWith', '%\u0001': 'endsWith' }[text]
  const hole = items.find(item => 'hole' in item)
  if (name === undefined || hole === undefined || !('hole' in hole)) return undefined
  const { conversion } = builder
  const flavor = conversion.flavor()
  if (flavor.keepsWildcards) return ['${', ...flavor.like(name as 'contains', [rangeOf(withoutEscaping(conversion, hole.hole, 'quoted'))]), '}']
  conversion.differs.add('% and _ in the searched text are now ordinary characters; before, they were wildcards.')
  return ['${', ...flavor.like(name as 'contains', asString(conversion, withoutEscaping(conversion, hole.hole, 'quoted'))), '}']
}

/** `'${list.join("','")}'`: a list of strings. */
const quotedList = (builder: Builder, items: readonly Item[], start: number, after: string): (string | Range)[] | undefined => {
  const only = items.length === 1 ? items[0]! : undefined
  if (only === undefined || !('hole' in only)) return undefined
  const { conversion, scanner } = builder
  let join = bare(only.hole)
  if (join.type === 'Identifier') {
    const variable = conversion.analysis.bindings.variableOf(join)
    const value = variable === undefined ? undefined : conversion.analysis.provenance.constant(variable)
    const list = value === undefined ? undefined : methodCall(bare(value))
    if (list?.name === 'join' && bare(list.object).type === 'Identifier') join = bare(value!)
  }
  const call = methodCall(join)
  if (call?.name !== 'join' || call.args[0] === undefined) return undefined
  const separator = conversion.analysis.provenance.fold(call.args[0])
  if (separator === undefined || !/^'\s*,\s*'$/.test(separator)) return undefined
  const list: (string | Range)[] = [rangeOf(unescapedList(builder, call.object)), '.map(String)']
  const open = builder.flat.slice(0, start)
  const isWhole = scanner.level.before.at(-1)?.text === 'in' && scanner.level.tokens.length === 0 && /\(\s*$/.test(open) && /^\s*\)/.test(after)
  if (!isWhole) return ['${', ...conversion.flavor().join(list, ', '), '}']
  return wholeList(builder, list, scanner.level.before.at(-2)?.text === 'not')
}

/** `list.map(x => escape(x))` before joining: the escaping goes. */
const unescapedList = (builder: Builder, list: SourceNode): SourceNode => {
  const call = methodCall(bare(list))
  if (call?.name !== 'map' || call.args[0]?.type !== 'ArrowFunctionExpression') return list
  const body = call.args[0]['body'] as SourceNode
  const inner = body.type === 'BlockStatement' ? body : withoutEscaping(builder.conversion, body, 'quoted')
  return inner !== body && bare(inner).type === 'Identifier' ? call.object : list
}

/** `in (…)` as a whole: the parentheses go, the list helper writes its own. */
export const wholeList = (builder: Builder, list: readonly (string | Range)[], isNot: boolean): (string | Range)[] => {
  const flavor = builder.conversion.flavor()
  if (flavor.listIsBare === true || flavor.isPositional) return ['${', ...flavor.in(list, isNot), '}']
  while (builder.out.at(-1) !== '(') builder.out.pop()
  builder.out.pop()
  const { scanner } = builder
  // Past the closing parenthesis.
  while (builder.flat[builder.at + 1] !== ')') builder.at++
  builder.at++
  scanner.levels.pop()
  return ['${', ...flavor.in(list, isNot), '}']
}
