import { ANIMATION, BOOLEAN, ENUMERATED, HARMLESS_REL, REFUSED_ATTRIBUTES, URL_ATTRIBUTES } from './data/elements.ts'
import { SLOT } from './template.ts'
import type { AttributeKind } from './template.ts'
import type { Tag } from './scan.ts'

/** The rules for a value in this attribute of this tag, or in words why no value is safe there. */
export function attributeRules(tag: Tag, name: string): AttributeKind | { readonly refused: string } {
  const element = tag.name
  if (/^on/.test(name)) return refuse('an event handler')
  if (!/^[a-z_][a-z0-9_:.-]*$/.test(name) || /^(?:v-|x-|ng-|data-ng-|hx-(?:on|vals|vars|headers|vals)|data-hx-|xmlns|@|:|bind|_$)/.test(name)) return refuse('an attribute that frameworks or parsers read as code')
  if (name === 'data-bind') return refuse('an attribute that frameworks read as code')
  if (name.startsWith('data-')) return 'data'
  if (name.startsWith('aria-')) return 'enumerated'
  if (name === 'class') return 'class'
  if (name === 'style') return 'style'
  if (name === 'srcdoc') return element === 'iframe' ? 'srcdoc' : refuse('srcdoc on another element than iframe')
  if (name === 'srcset' || (name === 'imagesrcset' && element === 'link')) return 'srcset'
  if (REFUSED_ATTRIBUTES.has(name)) return name === 'usemap' ? 'plain' : refuse(`the attribute ${name}`)
  if (ANIMATION.has(element) && /^(?:attributename|to|from|by|values|href|xlink:href)$/.test(name)) return refuse('the target of an animation')
  if (element === 'annotation-xml' && name === 'encoding') return refuse('what decides how the content is read')
  if (name === 'type' && /^(?:script|style|link|object|embed)$/.test(element)) return refuse('what decides how the content is run')
  if ((element === 'script' || element === 'style') && /^(?:language|for|event|charset)$/.test(name)) return refuse('what decides how the content is run')
  if (element === 'meta') return metaRules(tag, name)
  if (element === 'object' && name === 'data') return 'resource'
  if (element === 'param') return refuse('a parameter of a plugin')
  if (element === 'template' && name.startsWith('shadowroot')) return refuse('what decides how the content is read')
  if (element === 'link' && name === 'rel') return refuse('what decides what a link loads')
  if (element === 'link' && name === 'as') return refuse('what decides what a link loads')
  if (URL_ATTRIBUTES.has(name)) return urlRules(tag, name)
  if (BOOLEAN.has(name)) return 'boolean'
  return ENUMERATED.has(name) ? 'enumerated' : 'plain'
}

const refuse = (refused: string) => ({ refused })

function metaRules(tag: Tag, name: string): AttributeKind | { readonly refused: string } {
  if (name !== 'content') return name === 'charset' ? refuse('the encoding of the page') : 'plain'
  const names = (wanted: string) => tag.attributes.find(attribute => attribute.name === wanted)?.value
  if (names('http-equiv') !== undefined) return refuse('the content of <meta http-equiv>')
  const label = names('name') ?? names('property') ?? names('itemprop')
  if (label === undefined || label.includes(SLOT)) return refuse('the content of a <meta> without a literal name')
  return /^\s*(?:referrer|viewport-?policy|csp)\s*$/i.test(label) ? refuse('a <meta> that is a policy') : 'plain'
}

const IMAGE = /^(?:img|image|picture)$/
const SHOWN = /^(?:a|area|form|button|input|img|image|picture|audio|video|source|track|blockquote|q|del|ins|body|table|td|th|tr|thead|tbody|tfoot|frame|label|svg)$/

function urlRules(tag: Tag, name: string): AttributeKind {
  const element = tag.name
  if (element === 'link' && name === 'href') {
    const rel = tag.attributes.find(attribute => attribute.name === 'rel')?.value
    return rel !== undefined && rel.trim() !== '' && rel.trim().toLowerCase().split(/\s+/).every(word => HARMLESS_REL.has(word)) ? 'url' : 'resource'
  }
  // SVG's a and image stand here too; custom elements take URLs as links do.
  if ((IMAGE.test(element) && (name === 'src' || name === 'href' || name === 'xlink:href')) || name === 'poster') return 'image'
  return SHOWN.test(element) || element.includes('-') || !/src|href/.test(name) ? 'url' : 'resource'
}
