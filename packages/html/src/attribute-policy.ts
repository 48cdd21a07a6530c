import { GLOBAL_ATTRIBUTES, STYLE_PROPERTIES, TAG_ATTRIBUTES } from './data/policy-tags.ts'
import type { Policy } from './policy.ts'
import { filterStyle } from './style-value.ts'
import { schemeOf } from './url.ts'

const ID_PREFIX = 'user-content-'
const DATA_IMAGE = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp);base64,[a-z0-9+/=\s]*$/i
const LINK_SCHEMES: ReadonlySet<string> = new Set(['', 'http', 'https', 'mailto', 'tel'])

/** What an attribute becomes under a policy; undefined if it goes. Pure: DOMPurify's hooks and the fast path both ask it. */
export function judgeAttribute(tag: string, name: string, value: string, policy: Policy): string | undefined {
  if (name === 'id') return judgeId(value)
  if (name === 'class') return policy.classes ? value : undefined
  if (name === 'style') return policy.styles ? filterStyle(value, property => STYLE_PROPERTIES.has(property)) || undefined : undefined
  if (!GLOBAL_ATTRIBUTES.has(name) && !TAG_ATTRIBUTES[tag]?.has(name)) return undefined
  if (name === 'href') return policy.links && LINK_SCHEMES.has(schemeOf(value)) ? (/^\s*#./.test(value) ? `#${judgeId(value.trim().slice(1)) ?? ''}` : value) : undefined
  if (name === 'src') return isAllowedImage(value, policy) ? value : undefined
  if (name === 'cite') return /^https?$|^$/.test(schemeOf(value)) ? value : undefined
  if (name === 'target') return value === '_blank' || value === '_self' ? value : undefined
  if (tag === 'input' && name === 'type') return value.toLowerCase() === 'checkbox' ? 'checkbox' : undefined
  return value
}

/** An id could take the place of a global or a form's property: each gets a prefix, and so do links to it. */
const judgeId = (value: string): string | undefined => (value === '' || /\s/.test(value) ? undefined : value.startsWith(ID_PREFIX) ? value : ID_PREFIX + value)

function isAllowedImage(url: string, policy: Policy): boolean {
  const scheme = schemeOf(url)
  if (scheme === 'data') return DATA_IMAGE.test(url)
  if (scheme !== '' && scheme !== 'http' && scheme !== 'https') return false
  if (policy.images === undefined) return true
  // `//host/`, `/\host` and `https:host` all lead to a host (WHATWG URL 4.4); relative ones stay at the base, whatever it is.
  if (!URL.canParse(url, 'https://base.invalid/')) return false
  const { origin } = new URL(url, 'https://base.invalid/')
  return origin === 'https://base.invalid' ? scheme === '' && !/base\.invalid/i.test(url) : policy.images.has(origin)
}
