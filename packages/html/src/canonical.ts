import { judgeAttribute } from './attribute-policy.ts'
import type { Policy } from './policy.ts'

const PHRASING = new Set('b strong i em u s strike del ins mark small sub sup code kbd samp var q cite abbr span a'.split(' '))
const FORMATTING = new Set('a b big code em font i s small strike strong tt u'.split(' '))
const BLOCK = new Set('blockquote div section article header footer aside nav main address figure figcaption ul ol dl h1 h2 h3 h4 h5 h6 pre p hr table details summary'.split(' '))
/** The only parents of these; where another stands, a browser would build another tree. */
const PARENTS: Readonly<Record<string, string>> = Object.freeze(Object.assign(Object.create(null), {
  li: 'ul ol', dt: 'dl', dd: 'dl', thead: 'table', tbody: 'table', tfoot: 'table', tr: 'thead tbody tfoot', td: 'tr', th: 'tr', caption: 'table',
}))
const TABLE = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr'])
const NO_END = new Set(['br', 'hr', 'img'])
const MAX_DEPTH = 100

const TAG = /<(?:\/([a-z][a-z0-9]*)|([a-z][a-z0-9]*)((?: [a-z]+="[^"<>\0\r]*")*)( ?\/)?)>/y
const TEXT = /[^<&\0\r\u00a0>]*/y
const ENTITY = /&(?:amp|lt|gt|nbsp);/y
const ATTRIBUTE = / ([a-z]+)="([^"]*)"/g
/** Values that no parser or check of DOMPurify reads in a second way. */
const VALUE = /^(?:[^&\u00a0<>"`{}\\-]|-(?!-)|&amp;)*$/

/**
 * The fast path: markup that is already exactly what a parser would write, and within the policy, is given back as it is. Every tag is closed in order, stands where
 * the tree construction of the HTML standard leaves it, and has only attributes that the policy leaves unchanged. undefined: not sure, ask DOMPurify.
 */
export function canonical(text: string, policy: Policy): string | undefined {
  const open: string[] = []
  let at = 0
  let slashes = false
  while (at < text.length) {
    TEXT.lastIndex = at
    TEXT.test(text)
    const end = TEXT.lastIndex
    const parent = open.at(-1)
    if (end > at && parent !== undefined && (TABLE.has(parent) || parent === 'ul' || parent === 'ol' || parent === 'dl') && TABLE.has(parent) && /[^ \n\t]/.test(text.slice(at, end))) return undefined
    at = end
    if (at === text.length) break
    if (text[at] === '&') {
      ENTITY.lastIndex = at
      if (!ENTITY.test(text) || (parent !== undefined && TABLE.has(parent))) return undefined
      at = ENTITY.lastIndex
      continue
    }
    TAG.lastIndex = at
    const tag = TAG.exec(text)
    if (tag === null) return undefined
    at = TAG.lastIndex
    if (tag[1] !== undefined) {
      if (open.pop() !== tag[1]) return undefined
      continue
    }
    const name = tag[2]!
    if (!isPlaced(name, open, policy) || !areAttributesKept(name, tag[3]!, policy)) return undefined
    if (NO_END.has(name)) {
      if (tag[4] !== undefined) slashes = true
      continue
    }
    if (tag[4] !== undefined || open.length >= MAX_DEPTH) return undefined
    if (name === 'pre' && text[at] === '\n') return undefined
    open.push(name)
  }
  if (open.length > 0) return undefined
  return slashes ? text.replace(/ ?\/>/g, '>') : text
}

function isPlaced(name: string, open: readonly string[], policy: Policy): boolean {
  if (!policy.tags.has(name)) return false
  const parent = open.at(-1)
  const wanted = PARENTS[name]
  if (wanted !== undefined) return parent !== undefined && wanted.split(' ').includes(parent)
  if (parent !== undefined && TABLE.has(parent)) return false
  if (FORMATTING.has(name) && open.includes(name)) return false
  if (PHRASING.has(name) || NO_END.has(name) && name !== 'hr') return true
  if (!BLOCK.has(name)) return false
  // A paragraph ends where a block begins, a heading where another does.
  if (open.includes('p') || open.some(tag => FORMATTING.has(tag))) return false
  return !/^h[1-6]$/.test(name) || parent === undefined || !/^h[1-6]$/.test(parent)
}

function areAttributesKept(tag: string, attributes: string, policy: Policy): boolean {
  if (attributes === '') return tag !== 'input'
  let count = 0
  const seen = new Set<string>()
  for (const [, name, value] of attributes.matchAll(ATTRIBUTE)) {
    count++
    // Their checks look at other attributes too, or rewrite the value.
    if (seen.has(name!) || name === 'target' || name === 'id' || name === 'is' || !VALUE.test(value!)) return false
    seen.add(name!)
    const plain = value!.replaceAll('&amp;', '&')
    if ((name === 'href' || name === 'src' || name === 'cite') && !/^(?:https?:\/\/|mailto:|tel:|\/|#$)[\x21-\x7e]*$/.test(plain)) return false
    if (judgeAttribute(tag, name!, plain, policy) !== plain) return false
  }
  return count > 0
}
