import { attributeRules } from './attribute-rules.ts'
import { BREAKOUT, INTEGRATION, RAW, REFUSED_TAGS, VOID } from './data/elements.ts'
import { decodeEntities } from './entities.ts'
import { problem } from './problem.ts'
import { scanTag } from './scan.ts'
import type { Attribute, Tag } from './scan.ts'
import { checkScript } from './script-text.ts'
import { checkSlots } from './slot-check.ts'
import { SLOT } from './template.ts'
import type { Op, Template } from './template.ts'

/** Reads the static text of a template by the tokenizer of the HTML standard, and finds the place of each slot. */
export function compile(strings: readonly string[]): Template {
  const text = strings.join(SLOT)
  if (text.split(SLOT).length !== strings.length) throw problem('HTML_TEMPLATE_INVALID', text, 0, 'a NUL character in the template')
  return new Compiler(text).run()
}

class Compiler {
  readonly #text: string
  readonly #chunks: string[] = []
  readonly #ops: Op[] = []
  #at = 0
  #chunk = ''
  /** Where the part that is not in a chunk yet begins. */
  #from = 0
  #foreign: string[] = []
  #hasSelect = false
  #noscript = -1
  #isPlain = true

  constructor(text: string) {
    this.#text = text
  }

  run(): Template {
    const text = this.#text
    while (this.#at < text.length) {
      const char = text[this.#at]
      if (char === SLOT) this.#textSlot()
      else if (char === '<') this.#markup()
      else this.#at++
    }
    if (this.#foreign.length > 0) throw problem('HTML_TEMPLATE_UNCLOSED', text, text.length, `<${this.#foreign[0]}> without end`)
    if (this.#hasSelect) throw problem('HTML_TEMPLATE_UNCLOSED', text, text.length, '<select> without end')
    if (this.#noscript >= 0) throw problem('HTML_TEMPLATE_UNCLOSED', text, text.length, '<noscript> without end')
    this.#chunks.push(this.#chunk + text.slice(this.#from))
    return { chunks: this.#chunks, ops: this.#ops, isPlain: this.#isPlain, isText: this.#ops.every(op => op.kind === 'text') }
  }

  #op(op: Op, start: number, end: number): void {
    this.#chunks.push(this.#chunk + this.#text.slice(this.#from, start))
    this.#ops.push(op)
    this.#chunk = ''
    this.#from = end
  }

  #invalid(got: string, todo?: string): Error {
    return problem('HTML_TEMPLATE_INVALID', this.#text, this.#at, got, todo)
  }

  #textSlot(): void {
    if (this.#noscript >= 0) throw problem('HTML_SLOT_REFUSED', this.#text, this.#at, 'a slot in <noscript>, which browsers read in two ways')
    if (/&#x?[0-9a-f]*$/i.test(this.#text.slice(Math.max(0, this.#at - 12), this.#at))) {
      throw problem('HTML_SLOT_REFUSED', this.#text, this.#at, 'a slot in a character reference', 'Give the character itself: ${String.fromCodePoint(code)}.')
    }
    this.#op({ kind: 'text', plainOnly: this.#foreign.length > 0 || this.#hasSelect }, this.#at, ++this.#at)
  }

  #markup(): void {
    const text = this.#text
    const next = text[this.#at + 1]
    if (next === undefined) throw problem('HTML_TEMPLATE_UNCLOSED', text, this.#at, 'a < at the end')
    if (next === SLOT) throw problem('HTML_SLOT_REFUSED', text, this.#at, 'a slot after <', 'Write the tag out; for the character write &lt;.')
    if (/[a-z]/i.test(next)) this.#startTag()
    else if (next === '/') this.#endTag()
    else if (next === '!') this.#declaration()
    else if (next === '?') throw this.#invalid('<?, which is no tag in HTML')
    else this.#at++
  }

  #declaration(): void {
    const text = this.#text
    if (text.startsWith('<!--', this.#at)) {
      const end = text.indexOf('-->', this.#at + 4)
      if (end < 0) throw problem('HTML_TEMPLATE_UNCLOSED', text, this.#at, 'a comment without end')
      const body = text.slice(this.#at + 4, end)
      // HTML 13.2.5.43 to 13.2.5.52: these end a comment early or begin another.
      if (/^-?>|--!>|<!--|<!-$|--!$/.test(body)) throw this.#invalid('a comment within a comment, or one that ends early')
      if (body.includes(SLOT)) throw problem('HTML_SLOT_REFUSED', text, this.#at + 4 + body.indexOf(SLOT), 'a slot in a comment', 'Take the comment out of the template, or write ${cond ? html`…` : null}.')
      this.#checkNoscript(body)
      this.#at = end + 3
      return
    }
    const doctype = /^<!doctype[\t\n\f\r ]+[^>\0<]*>/i.exec(text.slice(this.#at, this.#at + 400))
    if (!doctype) throw this.#invalid('<!, which begins neither a comment nor a doctype')
    this.#at += doctype[0].length
  }

  #endTag(): void {
    const tag = /^<\/([a-z][a-z0-9:_.-]*)[\t\n\f\r ]*>/i.exec(this.#text.slice(this.#at, this.#at + 200))
    if (!tag) {
      const slot = this.#text.slice(this.#at).search(/[\0>]/)
      if (slot >= 0 && this.#text[this.#at + slot] === SLOT) throw problem('HTML_SLOT_REFUSED', this.#text, this.#at + slot, 'a slot in an end tag', 'Write the tag out.')
      throw this.#invalid('an end tag that is not closed or has attributes')
    }
    const name = tag[1]!.toLowerCase()
    if (this.#foreign.length > 0) {
      if (this.#foreign.at(-1) !== name) throw this.#invalid('a tag within svg or math that is not closed in order')
      this.#foreign.pop()
    } else if (name === 'select') {
      if (!this.#hasSelect) throw this.#invalid('</select> without its start')
      this.#hasSelect = false
    } else if (name === 'noscript') {
      if (this.#noscript < 0) throw this.#invalid('</noscript> without its start')
      this.#noscript = -1
    } else if (RAW.has(name) || name === 'svg' || name === 'math') throw this.#invalid(`</${name}> without its start`)
    else if (VOID.has(name) ) throw this.#invalid(`</${name}>, which has no end tag`)
    this.#at += tag[0].length
  }

  #startTag(): void {
    const start = this.#at
    const tag = scanTag(this.#text, start)
    const { name } = tag
    if (REFUSED_TAGS.has(name)) throw this.#invalid(`<${name}>, which changes how all that follows is read`)
    for (const attribute of tag.attributes) this.#attribute(tag, attribute)
    this.#at = tag.end
    const isRaw = RAW.has(name) && !(this.#foreign.length > 0 && name === 'title')
    if (tag.isSelfClosing && !VOID.has(name) && this.#foreign.length === 0 && name !== 'svg' && name !== 'math') {
      throw this.#invalid(`<${name}/>, whose slash a browser ignores`, `Write <${name}></${name}>.`)
    }
    if (this.#foreign.length > 0) this.#foreignTag(tag)
    else if (name === 'svg' || name === 'math') {
      if (!tag.isSelfClosing) this.#foreign.push(name)
    } else if (name === 'select') {
      if (this.#hasSelect) throw this.#invalid('<select> in <select>')
      this.#hasSelect = true
    } else if (name === 'noscript') {
      if (this.#noscript >= 0 || this.#hasSelect) throw this.#invalid('<noscript> in <noscript> or <select>')
      this.#noscript = start
      this.#isPlain = false
    }
    if (isRaw && !tag.isSelfClosing) this.#raw(tag)
    // A browser drops the first line break after these tags, be it of the template or of the value (HTML 13.2.6.4.7).
    else if ((name === 'pre' || name === 'listing') && this.#text[this.#at] === SLOT) this.#insertLine()
  }

  #insertLine(): void {
    this.#chunk += `${this.#text.slice(this.#from, this.#at)}\n`
    this.#from = this.#at
  }

  #foreignTag(tag: Tag): void {
    const { name } = tag
    const isHtml = this.#foreign.some(open => INTEGRATION.has(open))
    if (!isHtml && BREAKOUT.has(name)) throw this.#invalid(`<${name}> in svg or math, where a browser leaves them`, 'Put it into <foreignObject>, or after </svg>.')
    if ((RAW.has(name) && name !== 'style' && name !== 'title') || name === 'select' || name === 'noscript') throw this.#invalid(`<${name}> within svg or math`)
    if (tag.isSelfClosing ? isHtml && !VOID.has(name) && name !== 'svg' : false) return
    if (!tag.isSelfClosing && name !== 'style' && !(isHtml && VOID.has(name))) this.#foreign.push(name)
  }

  #checkNoscript(text: string): void {
    if (this.#noscript >= 0 && /<\/noscript/i.test(text)) throw this.#invalid('</noscript within an attribute, comment or script')
  }

  #attribute(tag: Tag, attribute: Attribute): void {
    const { name, value } = attribute
    const text = this.#text
    if (value === undefined) return
    this.#checkNoscript(value)
    if (!value.includes(SLOT)) return
    if (this.#noscript >= 0) throw problem('HTML_SLOT_REFUSED', text, attribute.start, 'a slot in <noscript>, which browsers read in two ways')
    const at = attribute.start
    const rules = attributeRules(tag, name)
    if (typeof rules === 'object') throw problem('HTML_SLOT_REFUSED', text, at, `${rules.refused} with a slot`, advice(name))
    const parts = value.split(SLOT)
    for (const part of parts.slice(0, -1)) {
      if (/&#x?[0-9a-f]*$/i.test(part)) throw problem('HTML_SLOT_REFUSED', text, at, 'a slot in a character reference', 'Give the character itself: ${String.fromCodePoint(code)}.')
    }
    const decoded = parts.map(part => decodeEntities(part))
    const op = { kind: 'attribute', name: text.slice(at, at + name.length), rules, raw: parts.map(part => part.replaceAll('"', '&#34;')), decoded: decoded.map(part => part ?? ''), isWhole: value === SLOT } as const
    checkSlots(op, decoded, (code, got, todo) => problem(code, text, at, got, todo))
    this.#op(op, at, attribute.end)
  }

  #raw(tag: Tag): void {
    const { name } = tag
    const text = this.#text
    this.#isPlain = false
    if (this.#hasSelect) throw this.#invalid(`<${name}> in <select>`)
    const close = new RegExp(`</${name}(?=[\\t\\n\\f\\r />\\0])`, 'i').exec(text.slice(tag.end))
    if (!close) throw problem('HTML_TEMPLATE_UNCLOSED', text, tag.end, `<${name}> without end`)
    const end = tag.end + close.index
    const body = text.slice(tag.end, end)
    this.#checkNoscript(body)
    // HTML 13.2.5.18 and following: after <!-- a script is read by other rules.
    if (body.includes('<!--')) throw this.#invalid(`<!-- in <${name}>`)
    if (name !== 'script' && /<[a-z/!?\0]/i.test(body)) throw this.#invalid(`a tag in <${name}>, which is text there`, 'Write &lt; for <, or CSS without it.')
    const slot = body.indexOf(SLOT)
    if (slot >= 0) this.#rawSlots(tag, tag.end, end)
    this.#at = end
    const endTag = /^<\/[a-z]+[\t\n\f\r ]*>/i.exec(text.slice(end, end + 60))
    if (!endTag) throw this.#invalid('an end tag that is not closed or has attributes')
    this.#at = end + endTag[0].length
  }

  #rawSlots(tag: Tag, start: number, end: number): void {
    const { name } = tag
    const text = this.#text
    const refuse = (got: string, todo?: string) => problem('HTML_SLOT_REFUSED', text, text.indexOf(SLOT, start), got, todo)
    if (name === 'script') {
      const attribute = tag.attributes.find(item => item.name === 'type')
      const type = (attribute?.value ?? '').trim().toLowerCase().split(';')[0]!.trim()
      const isData = /^(?:application|text)\/(?:[\w.-]+\+)?json$/.test(type)
      if (!isData && !/^(?:|module|(?:text|application)\/(?:x-)?(?:javascript|ecmascript))$/.test(type)) throw refuse(`a slot in <script> of a type that is neither JavaScript nor JSON`)
      if (attribute === undefined && tag.attributes.some(item => item.name === 'language')) throw refuse('a slot in <script language>')
      checkScript(text, start, end)
      this.#eachSlot(start, end, { kind: 'script', isData })
    } else if (name === 'title' || name === 'textarea') {
      if (name === 'textarea' && text[start] === SLOT) {
        this.#at = start
        this.#insertLine()
      }
      this.#eachSlot(start, end, { kind: 'rcdata', element: name })
    } else throw refuse(`a slot in <${name}>`, name === 'style' ? 'Use a style attribute, style="color: ${color}", or set a custom property there and use var(--name) in the style sheet.' : undefined)
  }

  #eachSlot(start: number, end: number, op: Op): void {
    for (let at = this.#text.indexOf(SLOT, start); at >= 0 && at < end; at = this.#text.indexOf(SLOT, at + 1)) this.#op(op, at, at + 1)
  }
}

function advice(name: string): string | undefined {
  if (/^on/.test(name)) return 'Put the value into a data attribute, data-id="${id}", and add the listener in a script: button.addEventListener(…, () => use(button.dataset.id)).'
  return undefined
}
