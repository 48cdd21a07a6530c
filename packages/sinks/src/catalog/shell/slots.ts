import type { Analysis } from '../../analysis/analysis.ts'
import { bare, isNamed, methodCall, propertyName, returnsOf, stringOf } from '../../analysis/syntax.ts'
import { refuse } from '../../edit/refusal.ts'
import type { SourceNode } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Item, Pieces, Slots } from './command-text.ts'
import type { Conversion } from './conversion.ts'
import { isVisibleList, joinedList, listSlot } from './lists.ts'
import type { State } from './state.ts'
import { isCommandText } from './texts.ts'

const OPTIONS = /(?:^|[a-z_])(?:args?|argv|arguments|opts?|options?|flags?|params?|parameters?|switch(?:es)?|extras?|rest|cmd|command|subcommand)(?:string|str|text|list|line|array)?\d*$/i
const QUOTERS = new Set(['shell-quote', 'shell-escape', 'shlex', 'shescape', 'any-shell-escape', 'command-join', 'shell-escape-tag', 'puka'])
const PLAIN_PROGRAM = /^[\w./+-]+$/

/** Writes the slots of commands: values stay values, and words stay words. */
export class SlotWriter implements Slots {
  readonly #conversion: Conversion
  readonly #analysis: Analysis

  constructor(conversion: Conversion) {
    this.#conversion = conversion
    this.#analysis = conversion.analysis
  }

  words(hole: SourceNode, state: State): Pieces {
    const quoted = this.#unquoted(hole)
    if (quoted !== undefined) return ['${', ...quoted, '}']
    const node = bare(hole)
    const list = joinedList(node)
    if (list !== undefined && isVisibleList(this.#conversion, list)) return this.#list(node, list, state)
    if (isCommandText(this.#conversion, node)) {
      // A parameter that other files give text as well stays a value.
      const refusal = this.#conversion.attempt(() => this.#conversion.toCommand(node, { ...state }))
      if (refusal === undefined || !this.#isParameter(node)) return this.#fragment(node, state)
    }
    if (this.#analysis.provenance.isNumber(node)) return ['${', rangeOf(hole), '}']
    const isOptions = OPTIONS.test(nameOf(node)) || (node.type === 'LogicalExpression' && this.#analysis.provenance.fold(child(node, 'right')!)?.startsWith('-') === true)
    if (isOptions) this.#conversion.differs.add('A value whose name says that it holds options may still give options to the program; nothing in it reaches a shell.')
    const words = this.#conversion.use('words')
    return [`\${${words}(`, rangeOf(hole), isOptions ? ', { options: true })}' : ')}']
  }

  part(hole: SourceNode, quote: string, state: State): Pieces {
    const node = quote === '' ? bare(hole) : this.#unescaped(hole)
    if (quote === '') {
      const quoted = this.#unquoted(hole)
      if (quoted !== undefined && quoted.length === 1) return ['${', ...quoted, '}']
      if (isCommandText(this.#conversion, node)) return this.#fragment(node, state)
    }
    if (state.isRedirect) this.#conversion.differs.add('The file that the output goes to must be inside of the working folder.')
    return ['${', rangeOf(node), '}']
  }

  beginning(hole: SourceNode, state: State): Pieces | undefined {
    const node = bare(hole)
    return isCommandText(this.#conversion, node) ? this.#fragment(node, state) : undefined
  }

  program(word: readonly Item[]): Pieces {
    const only = word.length === 1 && 'hole' in word[0]! ? word[0].hole : undefined
    const list = only === undefined ? undefined : joinedList(only)
    if (list !== undefined && isVisibleList(this.#conversion, list)) return this.#list(bare(only!), list, { isCommand: true, isRedirect: false, isWordStart: true, isEmpty: false })
    const folded = only === undefined ? undefined : this.#analysis.provenance.fold(only)
    if (folded !== undefined && PLAIN_PROGRAM.test(folded)) return [folded]
    if (only !== undefined && isCommandText(this.#conversion, only)) return this.#fragment(bare(only), { isCommand: true, isRedirect: false, isWordStart: true, isEmpty: true })
    const program = this.#conversion.use('program')
    if (!word.every(item => !('hole' in item) || this.#conversion.risks.isOwn(item.hole))) this.#conversion.differs.add('The name of the program comes from outside the text: it must be one program, without arguments.')
    if (only !== undefined) return [`\${${program}(`, rangeOf(only), ')}']
    return [`\${${program}(\``, ...word.flatMap((item): Pieces => ('hole' in item ? ['${', rangeOf(item.hole), '}'] : [item.written])), '`)}']
  }

  variable(name: string, isAlone: boolean): Pieces {
    if (this.#conversion.hasEnvironment) return refuse('SHELL_SYNTAX')
    const value = `process.env.${name}`
    return isAlone ? [`\${${this.#conversion.use('words')}(${value})}`] : [`\${${value} || ''}`]
  }

  sequence(): void {
    this.#conversion.differs.add('Commands after `;` or a line break now run only where the ones before succeed.')
  }

  #isParameter(node: SourceNode): boolean {
    return node.type === 'Identifier' && this.#analysis.bindings.variableOf(node)?.defs[0]?.type === 'Parameter'
  }

  #list(node: SourceNode, list: SourceNode, state: State): Pieces {
    this.#conversion.done.add(node)
    this.#conversion.pending.delete(node)
    return listSlot(this.#conversion, list, state)
  }

  #fragment(node: SourceNode, state: State): Pieces {
    this.#conversion.toCommand(node, state)
    return ['${', rangeOf(node), '}']
  }

  /** What a function that quotes for a shell was given: it is a value now, and needs no quotes. */
  #unquoted(hole: SourceNode): Pieces | undefined {
    const node = bare(hole)
    if (node.type !== 'CallExpression') return undefined
    const callee = bare(child(node, 'callee')!)
    const first = children(node, 'arguments')[0]
    if (first === undefined || first.type === 'SpreadElement') return undefined
    const call = methodCall(node)
    if (call?.name === 'stringify' && isNamed(call.object, 'JSON') && call.args.length === 1) return [rangeOf(first)]
    const module = this.#analysis.origins.moduleOf(call === undefined ? callee : bare(call.object))
    if (module !== undefined && QUOTERS.has(module)) return [rangeOf(first)]
    const fn = this.#analysis.calls.functionOf(callee)
    if (fn === undefined || children(fn, 'params').length !== 1) return undefined
    const returns = returnsOf(fn)
    return returns.length > 0 && returns.every(value => this.#quotesItself(value)) ? [rangeOf(first)] : undefined
  }

  /** `"'" + text.replace(/'/g, …) + "'"`. */
  #quotesItself(value: SourceNode): boolean {
    const parts = this.#analysis.shapes.partsOf(bare(value))
    if (parts === undefined || parts.filter(part => part.kind === 'hole').length !== 1) return false
    const texts = parts.filter(part => part.kind === 'text').map(part => part.units.map(unit => unit.cooked).join('')).filter(text => text !== '')
    return texts.length === 2 && texts[0] === texts[1] && /^["']$/.test(texts[0]!)
  }

  /** Inside quotes: `text.replace(/"/g, '\\"')` escaped the value for them. */
  #unescaped(hole: SourceNode): SourceNode {
    let node = bare(hole)
    for (;;) {
      const call = methodCall(node)
      if (call === undefined || !/^replace(?:All)?$/.test(call.name) || call.args.length !== 2) return node === bare(hole) ? hole : node
      const by = stringOf(call.args[1]) ?? ''
      const what = bare(call.args[0]!)
      const isPattern = what.type === 'Literal' && (what['regex'] !== undefined || /^["'`$\\]$/.test(String(what['value'])))
      if (!isPattern || !/^(?:\\+(?:["'`$\\]|\$[&1])|'\\''|'"'"'|\\\\)$/.test(by)) return node === bare(hole) ? hole : node
      node = bare(call.object)
    }
  }
}

/** What an expression is called. */
const nameOf = (node: SourceNode): string => {
  if (node.type === 'Identifier') return node['name'] as string
  if (node.type === 'MemberExpression') return propertyName(node) ?? ''
  if (node.type === 'LogicalExpression') return nameOf(bare(child(node, 'left')!))
  const call = methodCall(node)
  if (call !== undefined && /^(?:join|trim|toString|concat|map|filter|slice)$/.test(call.name)) return nameOf(bare(call.object))
  return ''
}
