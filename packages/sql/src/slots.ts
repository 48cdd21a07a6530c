import type { Token } from './tokenize.ts'

/** What the text around a slot says of it. */
export interface SlotInfo {
  /** `in` and `not-in`: the word IN stands right before it; `limit`: it is the number of LIMIT, OFFSET or FETCH. */
  readonly role: 'value' | 'in' | 'not-in' | 'limit'
  /** Where IN or NOT IN starts in the part before the slot. */
  readonly inStart: number
  /** A word, number or quote touches the slot: a value here would be part of it. */
  readonly glued: boolean
  /** The slot is one of several conditions joined by AND, one of which is written out. */
  readonly besideCondition: boolean
}

const TOUCHES = /[\w$'"`\u0080-\uffff]/

/** What each slot of a template is, from the tokens around it. */
export function slotRoles(parts: readonly string[], tokens: readonly Token[]): SlotInfo[] {
  const slots: SlotInfo[] = []
  tokens.forEach((token, index) => {
    if (token.kind !== 'slot') return
    const before = tokens[index - 1]
    const textBefore = parts[token.part - 1]!
    const textAfter = parts[token.part]!
    const isIn = before?.kind === 'word' && before.text === 'in' && before.part === token.part - 1
    const not = isIn ? tokens[index - 2] : undefined
    const isNotIn = not?.kind === 'word' && not.text === 'not' && not.part === token.part - 1
    slots.push({
      role: isNotIn ? 'not-in' : isIn ? 'in' : isLimit(tokens, index) ? 'limit' : 'value',
      inStart: isNotIn ? not.start : isIn ? before.start : -1,
      glued: TOUCHES.test(textBefore.at(-1) ?? ' ') || TOUCHES.test(textAfter[0] ?? ' '),
      besideCondition: isBesideCondition(tokens, index),
    })
  })
  return slots
}

function isLimit(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]
  const word = before?.kind === 'word' ? before.text : ''
  if (word === 'limit' || word === 'offset') return true
  if (word === 'first' || word === 'next') return tokens[index - 2]?.text === 'fetch'
  // LIMIT offset, count
  return before?.text === ',' && tokens[index - 3]?.kind === 'word' && tokens[index - 3]?.text === 'limit'
}

const CLAUSE_END = new Set(['group', 'order', 'limit', 'offset', 'fetch', 'having', 'union', 'intersect', 'except', 'window', 'returning', 'for', 'on', ';'])

function isBesideCondition(tokens: readonly Token[], slot: number): boolean {
  if (tokens[slot - 1]?.text !== 'and' && tokens[slot + 1]?.text !== 'and') return false
  let conditions = 0
  for (const step of [-1, 1]) {
    let depth = 0
    let written = 0
    for (let index = slot + step; index >= 0 && index < tokens.length; index += step) {
      const { text, kind } = tokens[index]!
      if (text === '(') depth += step
      if (text === ')') depth -= step
      if (depth < 0) break
      if (depth === 0 && kind !== 'quoted' && (text === 'where' || CLAUSE_END.has(text))) break
      if (depth === 0 && kind === 'word' && text === 'or') return false
      if (kind === 'word' && text === 'and' && depth === 0) continue
      if (kind !== 'slot') written++
    }
    conditions += written
  }
  return conditions > 0
}
