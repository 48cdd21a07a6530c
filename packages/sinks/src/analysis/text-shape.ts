import type { Range, SinkHost, SourceNode } from '../model.ts'
import { child, children, rangeOf } from '../tree.ts'
import { bare, isNamed, methodCall, propertyName, stringOf } from './syntax.ts'

/** One UTF-16 unit of text: what it means, and how it is written inside a template literal. */
export interface Unit {
  readonly cooked: string
  readonly written: string
}

/** A piece of text taken apart: literal text, or an expression whose string goes there. */
export type TextPart =
  | { readonly kind: 'text'; readonly units: readonly Unit[]; /** A line break of the source stood before it. */ readonly onNewLine: boolean; readonly indent: string }
  | { readonly kind: 'hole'; readonly node: SourceNode }

const KEPT_ESCAPE = /^\\(?:[nrtbfv\\`]|0(?!\d)|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}|\$)/
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\u007f\u2028\u2029\ufeff]/

/** Text as template units, escaped where a template needs it. */
export const unitsOf = (text: string): Unit[] => {
  const units: Unit[] = []
  for (let index = 0; index < text.length; index++) units.push(plain(text[index]!) ?? { cooked: text[index]!, written: escapeUnit(text[index]!, text[index + 1]) })
  return units
}

/** Units that need no escape, made once. */
const PLAIN: readonly (Unit | undefined)[] = Array.from({ length: 127 }, (_, code) => {
  const unit = String.fromCharCode(code)
  return code < 32 || unit === '\\' || unit === '`' || unit === '$' ? undefined : { cooked: unit, written: unit }
})

const plain = (unit: string): Unit | undefined => PLAIN[unit.charCodeAt(0)]

const escapeUnit = (unit: string, next: string | undefined): string => {
  if (unit === '\\' || unit === '`') return `\\${unit}`
  if (unit === '$' && next === '{') return '\\$'
  if (unit === '\r') return '\\r'
  if (HIDDEN.test(unit)) return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return unit
}

/** The units of a template element; escapes that mean something stay as they are written. */
const quasiUnits = (raw: string, isRaw: boolean): Unit[] => {
  if (isRaw) return unitsOf(raw.replace(/\r\n?/g, '\n'))
  const units: Unit[] = []
  for (let at = 0; at < raw.length;) {
    if (raw[at] !== '\\') {
      const crlf = raw[at] === '\r'
      const width = crlf && raw[at + 1] === '\n' ? 2 : 1
      units.push(plain(raw[at]!) ?? { cooked: crlf ? '\n' : raw[at]!, written: raw.slice(at, at + width) })
      at += width
      continue
    }
    const continuation = /^\\(?:\r\n|[\n\r\u2028\u2029])/.exec(raw.slice(at, at + 3))
    if (continuation !== null) {
      at += continuation[0].length
      continue
    }
    const kept = KEPT_ESCAPE.exec(raw.slice(at, at + 12))
    if (kept === null) {
      units.push(...unitsOf(raw[at + 1] ?? ''))
      at += 2
      continue
    }
    const cooked = cookEscape(kept[0])
    for (let index = 0; index < cooked.length; index++) units.push({ cooked: cooked[index]!, written: index === 0 ? kept[0] : '' })
    at += kept[0].length
  }
  return units
}

const SIMPLE: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' }

const cookEscape = (escape: string): string => {
  const code = escape[1]!
  if (code === 'x' || code === 'u') return String.fromCodePoint(Number.parseInt(escape.replace(/[^0-9a-fA-F]/g, ' ').trim().split(' ').at(-1)!, 16))
  return SIMPLE[code] ?? code
}

/** The units of a string literal: a line feed or tab that was written as an escape stays one. */
const literalUnits = (value: string): Unit[] =>
  !/[\n\t]/.test(value) ? unitsOf(value) : unitsOf(value).map(unit => (unit.cooked === '\n' ? { cooked: '\n', written: '\\n' } : unit.cooked === '\t' ? { cooked: '\t', written: '\\t' } : unit))

/** Takes text expressions apart, inside one expression. Names are left as holes. */
export class TextShapes {
  readonly #host: SinkHost
  readonly #known = new Map<SourceNode, readonly TextPart[] | undefined>()

  constructor(host: SinkHost) {
    this.#host = host
  }

  /** Whether a name is `format` of util; set once names are known. */
  isFormat: (callee: SourceNode) => boolean = () => false

  /** The parts of an expression that builds text; undefined where it builds none itself (a name, a call, a number). */
  partsOf(expression: SourceNode): readonly TextPart[] | undefined {
    const node = bare(expression)
    if (this.#known.has(node)) return this.#known.get(node)
    const parts = this.#take(node)
    const merged = parts === undefined ? undefined : this.#withLines(parts)
    this.#known.set(node, merged)
    return merged
  }

  #withLines(parts: readonly Located[]): readonly TextPart[] {
    return parts.map((part, index) => {
      if (part.kind === 'hole') return { kind: 'hole', node: part.node }
      const before = parts[index - 1]
      const gap = before === undefined || part.range === undefined || before.range === undefined ? '' : this.#host.text.slice(before.range[1], part.range[0])
      const onNewLine = before?.kind === 'text' && /[\r\n]/.test(gap)
      return { kind: 'text', units: part.units, onNewLine, indent: onNewLine ? /[\r\n]([ \t]*)[^\r\n]*$/.exec(gap)?.[1] ?? '' : '' }
    })
  }

  #take(node: SourceNode): Located[] | undefined {
    switch (node.type) {
      case 'Literal': return typeof node['value'] === 'string' ? [{ kind: 'text', units: literalUnits(node['value']), range: rangeOf(node) }] : undefined
      case 'TemplateLiteral': return this.#template(node, false)
      case 'TaggedTemplateExpression': {
        const tag = child(node, 'tag')!
        const isRaw = tag.type === 'MemberExpression' && isNamed(child(tag, 'object'), 'String') && propertyName(tag) === 'raw'
        return isRaw ? this.#template(child(node, 'quasi')!, true) : undefined
      }
      case 'BinaryExpression': return node['operator'] === '+' ? this.#sum(node) : undefined
      case 'CallExpression': return this.#call(node)
      default: return undefined
    }
  }

  #piece(expression: SourceNode): Located[] {
    const node = bare(expression)
    return this.#take(node) ?? [{ kind: 'hole', node: expression, range: rangeOf(expression) }]
  }

  #template(node: SourceNode, isRaw: boolean): Located[] {
    const quasis = children(node, 'quasis')
    const slots = children(node, 'expressions')
    const parts: Located[] = []
    quasis.forEach((quasi, index) => {
      const raw = (quasi['value'] as { raw: string }).raw
      const text = this.#rawText(node, quasis, slots, index) ?? raw
      parts.push({ kind: 'text', units: quasiUnits(text, isRaw), range: rangeOf(quasi) })
      if (slots[index] !== undefined) parts.push(...this.#slot(slots[index]))
    })
    return parts
  }

  /** The source of a template element, which still has its CRLF. */
  #rawText(node: SourceNode, quasis: readonly SourceNode[], slots: readonly SourceNode[], index: number): string | undefined {
    const from = index === 0 ? rangeOf(node)[0] + 1 : this.#host.text.indexOf('}', this.#afterTrivia(rangeOf(slots[index - 1]!)[1])) + 1
    const raw = (quasis[index]!['value'] as { raw: string }).raw
    let at = from
    for (let unit = 0; unit < raw.length; unit++) {
      if (raw[unit] === '\n' && this.#host.text[at] === '\r') at++
      at++
    }
    const text = this.#host.text.slice(from, at)
    return text.replace(/\r\n?/g, '\n') === raw ? text : undefined
  }

  #afterTrivia(at: number): number {
    for (const comment of this.#host.comments) if (comment.range[0] >= at && this.#host.text.slice(at, comment.range[0]).trim().replace(/[)]/g, '') === '') at = comment.range[1]
    return at
  }

  /** A slot may itself be text: a nested template or a concatenation that starts with text. */
  #slot(slot: SourceNode): Located[] {
    return [{ kind: 'hole', node: slot, range: rangeOf(slot) }]
  }

  /** `a + b + 'text'`: the operands before the first text are added as numbers unless one of them is text. */
  #sum(node: SourceNode): Located[] | undefined {
    const operands: SourceNode[] = []
    let at: SourceNode = node
    while (at.type === 'BinaryExpression' && at['operator'] === '+') {
      operands.unshift(child(at, 'right')!)
      at = bare(child(at, 'left')!)
    }
    operands.unshift(at)
    const first = operands.findIndex(operand => this.#isText(operand))
    if (first === -1) return undefined
    if (first > 1) {
      // (a + b) + 'text': the sum before the text is one value.
      let left: SourceNode = node
      for (let drop = operands.length - first; drop > 0; drop--) left = bare(child(left, 'left')!)
      return [{ kind: 'hole', node: left, range: rangeOf(left) }, ...operands.slice(first).flatMap(operand => this.#piece(operand))]
    }
    return operands.flatMap(operand => this.#piece(operand))
  }

  #isText(operand: SourceNode): boolean {
    const node = bare(operand)
    return this.#take(node) !== undefined
  }

  #call(node: SourceNode): Located[] | undefined {
    const call = methodCall(node)
    if (call === undefined && children(node, 'arguments').length > 1 && this.isFormat(child(node, 'callee')!)) return this.#format(children(node, 'arguments'))
    if (call === undefined || call.optional) return isNamed(child(node, 'callee'), 'String') && children(node, 'arguments').length === 1 ? this.#take(bare(children(node, 'arguments')[0]!)) : undefined
    const object = bare(call.object)
    if (call.args.some(arg => arg.type === 'SpreadElement')) return undefined
    if (call.name === 'join' && object.type === 'ArrayExpression') return this.#join(object, call.args[0])
    if (call.name === 'concat' && call.args.length > 0) {
      const first = this.#take(object)
      return first === undefined ? undefined : [...first, ...call.args.flatMap(arg => this.#piece(arg))]
    }
    if ((call.name === 'trim' || call.name === 'toString' || call.name === 'trimEnd' || call.name === 'trimStart') && call.args.length === 0) return this.#take(object)
    if (call.name === 'format' && call.args.length > 1) return this.#format(call.args)
    if ((call.name === 'replace' || call.name === 'replaceAll') && call.args.length === 2) return this.#replace(object, call.name, call.args[0]!, call.args[1]!)
    return undefined
  }

  #join(array: SourceNode, separatorNode: SourceNode | undefined): Located[] | undefined {
    const separator = separatorNode === undefined ? ',' : stringOf(bare(separatorNode))
    const elements = array['elements'] as readonly (SourceNode | null)[]
    if (separator === undefined || elements.length === 0 || elements.some(element => element === null || element.type === 'SpreadElement')) return undefined
    const pieces = (elements as readonly SourceNode[]).map(element => this.#piece(element))
    if (!pieces.some(parts => parts.some(part => part.kind === 'text'))) return undefined
    return pieces.flatMap((parts, index): Located[] => {
      if (index === 0) return parts
      const gap = this.#host.text.slice(rangeOf(elements[index - 1]!)[1], rangeOf(elements[index]!)[0])
      const indent = /[\r\n]([ \t]*)[^\r\n]*$/.exec(gap)?.[1]
      // Between pieces that stand on lines of their own, white space stays a line break.
      const written = indent !== undefined && /^\s+$/.test(separator)
      const units = written ? [{ cooked: '\n', written: `\n${indent}` }] : unitsOf(separator)
      return [{ kind: 'text', units, range: undefined }, ...parts]
    })
  }

  /** util.format with %s, %d, %i, %f, %j and %%; extra arguments are appended after a space, as Node does. */
  #format(args: readonly SourceNode[]): Located[] | undefined {
    const pattern = stringOf(bare(args[0]!))
    if (args.some(arg => arg.type === 'SpreadElement')) return undefined
    if (pattern === undefined || !/%[sdif]/.test(pattern) || /%[oOc]/.test(pattern)) return undefined
    const parts: Located[] = []
    let text = ''
    let next = 1
    for (let at = 0; at < pattern.length; at++) {
      const code = pattern[at] === '%' ? pattern[at + 1] : undefined
      if (code === '%') text += '%'
      else if (code !== undefined && /[sdifj]/.test(code) && next < args.length) {
        if (code === 'j') return undefined
        parts.push({ kind: 'text', units: literalUnits(text), range: undefined }, { kind: 'hole', node: args[next]!, range: undefined, format: code })
        text = ''
        next++
      }
      else {
        text += pattern[at]!
        continue
      }
      at++
    }
    if (next < args.length) return undefined
    parts.push({ kind: 'text', units: literalUnits(text), range: undefined })
    return parts
  }

  /** `'… ? …'.replace('?', x)`: a placeholder by hand. A replacement string gives `$&` and the like a meaning; that is lost, and was never meant. */
  #replace(object: SourceNode, name: string, needleNode: SourceNode, value: SourceNode): Located[] | undefined {
    const parts = this.#take(object)
    const needle = stringOf(bare(needleNode))
    if (parts === undefined || needle === undefined || needle === '' || value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression') return undefined
    if (/^[\w\s]*$/.test(needle)) return undefined
    const out: Located[] = []
    let replaced = 0
    for (const part of parts) {
      if (part.kind === 'hole') {
        out.push(part)
        continue
      }
      let from = 0
      const cooked = part.units.map(unit => unit.cooked).join('')
      for (let at = cooked.indexOf(needle); at !== -1 && (replaced === 0 || name === 'replaceAll'); at = cooked.indexOf(needle, at + needle.length)) {
        out.push({ kind: 'text', units: part.units.slice(from, at), range: undefined }, { kind: 'hole', node: value, range: undefined })
        from = at + needle.length
        replaced++
      }
      out.push({ kind: 'text', units: part.units.slice(from), range: from === 0 ? part.range : undefined })
    }
    return replaced === 0 ? undefined : out
  }
}

type Located =
  | { readonly kind: 'text'; readonly units: readonly Unit[]; readonly range: Range | undefined }
  | { readonly kind: 'hole'; readonly node: SourceNode; readonly range: Range | undefined; readonly format?: string }
