import type { Config, DOMPurify } from 'dompurify'
import { judgeAttribute } from './attribute-policy.ts'
import { codes } from './codes.ts'
import type { Policy } from './policy.ts'

type Purify = DOMPurify & { (root?: unknown): DOMPurify }

interface DomWindow {
  readonly navigator?: { readonly userAgent?: string }
  readonly happyDOM?: unknown
  readonly document?: { readonly defaultView?: unknown }
}
interface Purifier {
  clean(text: string, policy: Policy): string
}

let purifier: Purifier | undefined

/** DOMPurify's output under a policy. Codes: HTML_DOM_UNAVAILABLE. */
export function purify(text: string, policy: Policy): string {
  return (purifier ??= makePurifier(findWindow())).clean(text, policy)
}

function findWindow(): unknown {
  // A document in Node is jsdom's only if a test environment put it there; whose it is, is asked below.
  const own = (globalThis as { window?: DomWindow }).window
  const isBrowser = typeof process === 'undefined' || typeof process.versions?.node !== 'string'
  if (isBrowser && own?.document) return own
  try {
    // No bundler can bundle jsdom, and one that tries fails: it is looked up at run time, beside this file or the bundle.
    const { createRequire } = process.getBuiltinModule('node:module')
    const { JSDOM } = createRequire(typeof __filename === 'string' ? __filename : `${process.cwd()}/`)('jsdom') as { JSDOM: new (html: string) => { readonly window: unknown } }
    return new JSDOM('').window
  } catch (cause) {
    throw codes.error('HTML_DOM_UNAVAILABLE', { at: 'sanitize', got: 'no jsdom', cause })
  }
}

/** Asks a window for what DOMPurify needs: where a DOM is not supported, DOMPurify gives its input back unchanged. */
export function makePurifier(window: unknown): Purifier {
  const refuse = (got: string) => codes.error('HTML_DOM_UNAVAILABLE', { at: 'sanitize', got })
  const given = window as DomWindow | null | undefined
  if (typeof given !== 'object' || given === null || !given.document) throw refuse('no window')
  if (given.happyDOM !== undefined || /happydom/i.test(String(given.navigator?.userAgent))) throw refuse('happy-dom')
  if (given.document.defaultView !== window || /linkedom/i.test(String(given.navigator?.userAgent))) throw refuse('linkedom, or a window that is not that of its document')
  const create = require('dompurify') as Purify
  const dom = create(window as never)
  if (!dom.isSupported || typeof dom.sanitize !== 'function') throw refuse('a DOM that DOMPurify does not support')
  let policy: Policy
  dom.addHook('uponSanitizeElement', node => {
    // Only the check boxes of task lists stay.
    if (node.nodeName === 'INPUT' && (node as unknown as { getAttribute(name: string): string | null }).getAttribute('type')?.toLowerCase() !== 'checkbox') node.parentNode?.removeChild(node)
  })
  dom.addHook('uponSanitizeAttribute', (node, data) => {
    const value = judgeAttribute(node.nodeName.toLowerCase(), data.attrName, data.attrValue, policy)
    if (value === undefined) data.keepAttr = false
    else data.attrValue = value
  })
  dom.addHook('afterSanitizeAttributes', node => {
    if (node.nodeName === 'A' && node.getAttribute('target') === '_blank') node.setAttribute('rel', 'noopener noreferrer')
    if (node.nodeName === 'INPUT') node.setAttribute('disabled', '')
  })
  return {
    clean(text, own) {
      policy = own
      return dom.sanitize(text, configOf(own)) as unknown as string
    },
  }
}

const configs = new WeakMap<Policy, Config>()

function configOf(policy: Policy): Config {
  let config = configs.get(policy)
  if (config === undefined) {
    config = {
      ALLOWED_TAGS: policy.tags.size === 0 ? ['#text'] : ['#text', ...policy.tags], ALLOWED_ATTR: ATTRIBUTES, ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false, ALLOW_UNKNOWN_PROTOCOLS: false,
      SANITIZE_DOM: false, KEEP_CONTENT: true, RETURN_TRUSTED_TYPE: false, SAFE_FOR_XML: true, FORBID_CONTENTS: FORGOTTEN, USE_PROFILES: false as never,
    }
    configs.set(policy, config)
  }
  return config
}

const ATTRIBUTES = `title lang dir id class style href target rel hreflang src alt width height loading start reversed type value colspan rowspan headers align valign scope abbr border cellpadding cellspacing summary span cite
  datetime open checked disabled color size face`.split(/\s+/)
/** Elements whose content is nothing for a reader. */
const FORGOTTEN = ['annotation-xml', 'audio', 'desc', 'foreignobject', 'frameset', 'head', 'iframe', 'math', 'mi', 'mn', 'mo', 'ms', 'mtext', 'noembed', 'noframes', 'noscript', 'object', 'plaintext', 'script', 'select', 'style', 'svg', 'template',
  'textarea', 'title', 'video', 'xmp']
