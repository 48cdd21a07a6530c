import { isStyleProperty } from './style-value.ts'
import { isSettled, schemeOf } from './url.ts'
import { isResourcePrefix } from './resource-url.ts'
import type { AttributeOp } from './template.ts'

type Refuse = (code: 'HTML_SLOT_REFUSED' | 'HTML_URL_REFUSED' | 'HTML_RESOURCE_URL_REFUSED', got: string, todo?: string) => Error

/** What can be said of an attribute with slots before any value is there. `decoded` holds undefined for a part with an unknown character reference. */
export function checkSlots(op: AttributeOp, decoded: readonly (string | undefined)[], refuse: Refuse): void {
  const isKnown = decoded.every(part => part !== undefined)
  const prefix = decoded[0] ?? ''
  switch (op.rules) {
    case 'url':
    case 'image': {
      if (!isKnown && !(decoded[0] !== undefined && isSettled(prefix))) throw refuse('HTML_SLOT_REFUSED', 'a character reference in a URL that begins with a slot', 'Write the character itself, or &amp;.')
      const scheme = schemeOf(prefix)
      if (scheme !== '' && !/^(?:https?|mailto|tel|sms|ftps?|geo|xmpp|irc|ircs|magnet|webcal|news|matrix|sip|sips|ssh|git)$/.test(scheme)) throw refuse('HTML_URL_REFUSED', `the scheme ${scheme}:`)
      return
    }
    case 'resource':
      if (!op.isWhole && (!isKnown || !isResourcePrefix(prefix))) throw refuse('HTML_RESOURCE_URL_REFUSED', 'a URL without a literal origin or path')
      return
    case 'srcdoc':
      if (!op.isWhole) throw refuse('HTML_SLOT_REFUSED', 'srcdoc with text beside the slot', 'Write srcdoc=${html`…`}.')
      return
    case 'srcset':
      if (!isKnown) throw refuse('HTML_SLOT_REFUSED', 'a character reference in srcset beside a slot', 'Write the character itself, or &amp;.')
      return
    case 'style':
      if (op.isWhole) return
      if (!isKnown) throw refuse('HTML_SLOT_REFUSED', 'a character reference in a style beside a slot', 'Write the character itself.')
      checkStyle(op, refuse)
      return
    default:
  }
}

function checkStyle(op: AttributeOp, refuse: Refuse): void {
  let text = ''
  for (const part of op.decoded.slice(0, -1)) {
    text += part
    const declaration = text.slice(text.lastIndexOf(';') + 1)
    const colon = declaration.indexOf(':')
    const property = declaration.slice(0, colon).trim().toLowerCase()
    if (colon < 0 || !isStyleProperty(property)) throw refuse('HTML_SLOT_REFUSED', 'a slot that is not in the value of a style property', "Write style=\"color: ${color}\", or pass an object: style=${{ color, marginTop: '4px' }}.")
    if (/["'\\@{}<>]|\/\*|url\(|image\(|image-set\(|expression\(/i.test(text)) throw refuse('HTML_SLOT_REFUSED', 'a slot in a style with quotes, comments, escapes or url(…)', 'Put those declarations into a style sheet or another attribute.')
    text += '0'
  }
  if (/\/\*|["'\\]/.test(op.decoded.at(-1) ?? '')) throw refuse('HTML_SLOT_REFUSED', 'a slot in a style with quotes, comments or escapes', 'Put those declarations into a style sheet.')
}
