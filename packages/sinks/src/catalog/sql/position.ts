import type { Scanner, Token } from './scanner.ts'

/** What may stand in a slot, from the text around it. */
export type Role =
  | 'value' | 'limit'
  /** `in (…)`, the slot alone between the parentheses or one item of it; `in …` without parentheses. */
  | 'in-list'
  | 'table' | 'column' | 'columns' | 'order' | 'direction'
  /** Tuples after VALUES. */
  | 'rows'
  /** Assignments after SET. */
  | 'assignments'
  /** A part of a name or number: the slot touches a word. */
  | 'glued'
  /** The number of `$1`, the name of `:name`. */
  | 'placeholder'
  /** Conditions, clauses, whole statements. */
  | 'syntax'

const VALUE_WORDS = new Set(['like', 'ilike', 'rlike', 'regexp', 'glob', 'match', 'similar', 'to', 'between', 'then', 'else', 'escape', 'default', 'interval', 'any', 'div', 'mod', 'sounds', 'collate', 'binary'])
const TABLE_WORDS = new Set(['from', 'join', 'into', 'update', 'table', 'references', 'database', 'schema', 'view', 'use', 'describe', 'analyze', 'truncate', 'vacuum', 'index', 'only'])
const OPERATORS = new Set(['=', '<', '>', '!', '+', '-', '*', '/', '%', '|', '&', '^', '~'])
/** Statements whose text takes no bound values. */
const UNBINDABLE = new Set(['create', 'alter', 'drop', 'truncate', 'pragma', 'grant', 'revoke', 'use', 'attach', 'detach', 'vacuum', 'copy', 'listen', 'notify', 'comment', 'lock', 'begin', 'savepoint', 'rollback', 'commit', 'do'])
const AFTER_OPERATOR = /^\s*(?:=|<|>|!=|(?:not\s+)?(?:like|ilike|in|between|rlike|regexp|glob)\b|is\b)/i

/** Whether the statement takes bound values. */
export const takesValues = (scanner: Scanner): boolean => !UNBINDABLE.has(scanner.verb)

/** The role of a slot that stands after what the scanner has read and before `rest`. */
export const roleAt = (scanner: Scanner, rest: string): Role => {
  const glued = scanner.openWord
  if (glued !== '') return 'glued'
  const next = rest[0]
  const level = scanner.level
  const last = level.tokens.at(-1)
  const touching = next !== undefined && /[\w$]/.test(next)
  if (last?.text === '$' || last?.text === ':' || (last?.text === '@' && scanner.dialect === 'mysql')) return touching ? 'glued' : 'placeholder'
  if (touching) return 'glued'
  if (last?.text === '.' || /^\s*\./.test(rest)) return level.clause === 'from' || level.clause === 'join' || level.clause === 'into' || level.clause === 'update' ? 'table' : 'column'
  const role = byContext(scanner, last, rest)
  // `${column} = …` at the start of a condition names a column.
  if (role === 'syntax' && isCondition(last, level.tokens.length === 0 && scanner.levels.length > 1) && AFTER_OPERATOR.test(rest)) return 'column'
  if (role === 'syntax' && level.tokens.length === 0 && scanner.levels.length === 1 && AFTER_OPERATOR.test(rest)) return 'column'
  return role
}

const isCondition = (last: Token | undefined, isOpening: boolean): boolean => isOpening || /^(?:where|and|or|on|having|not|when)$/.test(last?.text ?? '')

const byContext = (scanner: Scanner, last: Token | undefined, rest: string): Role => {
  const level = scanner.level
  if (last === undefined) return scanner.levels.length > 1 ? opened(level.before) : 'syntax'
  if (last.kind === 'word') return afterWord(scanner, last.text, rest)
  if (last.text === ',') return scanner.levels.length > 1 && level.clause === '' ? afterComma(scanner) : listed(level.clause, rest)
  if (last.text === '[' && scanner.dialect === 'postgres') return 'value'
  if (OPERATORS.has(last.text) && !isStar(level.tokens)) return 'value'
  if (level.clause === 'order') return 'direction'
  return 'syntax'
}

/** `select *`, `count(*`, `t.*`. */
const isStar = (tokens: readonly Token[]): boolean => {
  if (tokens.at(-1)?.text !== '*') return false
  const before = tokens.at(-2)
  return before === undefined || before.text === ',' || before.text === '.' || before.text === 'select' || before.text === 'distinct' || before.text === 'all'
}

/** After an opening parenthesis. */
const opened = (before: readonly Token[]): Role => {
  const last = before.at(-1)
  if (last === undefined) return 'syntax'
  if (last.kind === 'punctuation') return last.text === ',' && before.some(token => token.text === 'values') ? 'value' : 'syntax'
  if (last.kind === 'hole') return 'column'
  if (last.kind !== 'word') return isInsertInto(before) ? 'column' : 'syntax'
  if (last.text === 'in') return 'in-list'
  if (/^(?:values|value|any|all|some|row)$/.test(last.text)) return 'value'
  if (/^(?:where|and|or|on|having|not|from|join|select|exists|as|over|when|case|union|by|set)$/.test(last.text)) return last.text === 'by' ? 'column' : 'syntax'
  if (/^(?:using|conflict|key|unique)$/.test(last.text)) return 'column'
  return isInsertInto(before) ? 'column' : 'value'
}

const isInsertInto = (before: readonly Token[]): boolean => {
  const at = before.findLastIndex(token => token.text === 'into')
  return at !== -1 && before.length - at <= 4 && !before.some(token => token.text === 'values' || token.text === 'select')
}

const afterComma = (scanner: Scanner): Role => {
  const role = opened(scanner.level.before)
  // A group that is no call and no list: `(a, b)` of unknown meaning holds values.
  return role === 'syntax' ? 'value' : role
}

/** After a comma outside parentheses. */
const listed = (clause: string, rest: string): Role => {
  switch (clause) {
    case 'select': case 'returning': return 'columns'
    case 'set': case 'update': return AFTER_OPERATOR.test(rest) ? 'column' : 'assignments'
    case 'order': return 'order'
    case 'group': return 'column'
    case 'values': return 'rows'
    case 'limit': case 'offset': return 'limit'
    case 'from': case 'join': case 'delete': return 'table'
    default: return 'syntax'
  }
}

const afterWord = (scanner: Scanner, word: string, rest: string): Role => {
  const { tokens, clause } = scanner.level
  const before = tokens.at(-2)?.text
  if (word === 'limit' || word === 'offset') return 'limit'
  if ((word === 'first' || word === 'next') && before === 'fetch') return 'limit'
  if (word === 'by') return clause === 'order' ? 'order' : 'column'
  if (word === 'in') return 'in-list'
  if (word === 'values' || word === 'value') return 'rows'
  if (word === 'select' || word === 'distinct' || word === 'returning') return 'columns'
  if (word === 'set') return AFTER_OPERATOR.test(rest) ? 'column' : 'assignments'
  if (word === 'and' && betweenIsOpen(tokens)) return 'value'
  if (word === 'exists' && (before === 'if' || before === 'not')) return 'table'
  if (word === 'update' && (before === 'for' || before === 'do' || before === 'key')) return 'syntax'
  if (TABLE_WORDS.has(word)) return 'table'
  if (VALUE_WORDS.has(word)) return 'value'
  if (word === 'when' || word === 'case') return AFTER_OPERATOR.test(rest) ? 'column' : 'syntax'
  if (clause === 'order' && word !== 'and' && word !== 'or') return 'direction'
  return 'syntax'
}

const betweenIsOpen = (tokens: readonly Token[]): boolean => {
  for (let index = tokens.length - 2; index >= 0; index--) {
    if (tokens[index]!.text === 'between') return true
    if (tokens[index]!.text === 'and' || tokens[index]!.text === 'or' || tokens[index]!.text === 'where') return false
  }
  return false
}

/** What a value is compared with or written to, where that decides how it is read: `expression` is no plain column. */
export const comparand = (scanner: Scanner): 'column' | 'expression' | 'other' => {
  const tokens = scanner.level.tokens
  let at = tokens.length - 1
  while (at >= 0 && /^[=<>!]$/.test(tokens[at]!.text)) at--
  if (at === tokens.length - 1) return 'other'
  const left = tokens[at]
  if (left?.text === ')') return 'expression'
  const operator = tokens[at - 1]
  if (operator !== undefined && OPERATORS.has(operator.text) && (left?.kind === 'word' || left?.kind === 'number')) return 'expression'
  return 'column'
}
