import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import { SafeResourceUrl } from './resource-url.ts'
import { markupOf } from './safe-html.ts'
import type { SafeHtml } from './safe-html.ts'
import { INERT_URL, isAllowedUrl, STRICT_RULES } from './url.ts'

/** What is used of an element. */
export interface ElementLike {
  innerHTML: string
  readonly localName: string
  setAttribute(name: string, value: string): void
}

interface TrustedFactory {
  createPolicy(name: string, rules: { createHTML(text: string): string; createScriptURL(text: string): string }): { createHTML(text: string): string; createScriptURL(text: string): string }
}
const passed = { createHTML: (text: string) => text, createScriptURL: (text: string) => text }
let policy: typeof passed | undefined

/** The Trusted Types policy `breakwater`: it is given proven values only, and is not exported. */
function trusted(): typeof passed {
  return (policy ??= ((globalThis as { trustedTypes?: TrustedFactory }).trustedTypes?.createPolicy('breakwater', passed) ?? passed))
}

const RAW = /^(?:script|style|title|textarea|xmp|iframe|noembed|noframes|noscript|plaintext|svg|math|select)$/

/** Puts markup into an element, through Trusted Types where there are any. Refuses text (HTML_SAFE_HTML_REQUIRED) and elements whose content is no markup (HTML_TARGET_REFUSED). */
export function setHtml(element: ElementLike, content: SafeHtml): void {
  const text = markupOf(content, 'setHtml')
  if (typeof element?.localName !== 'string' || RAW.test(element.localName) || (element as { namespaceURI?: unknown }).namespaceURI !== 'http://www.w3.org/1999/xhtml') throw codes.error('HTML_TARGET_REFUSED', { at: 'setHtml' })
  element.innerHTML = trusted().createHTML(text)
}

const URL_OF: Readonly<Record<string, string>> = Object.freeze(Object.assign(Object.create(null), { a: 'href', area: 'href', form: 'action', button: 'formaction', input: 'formaction', img: 'src', audio: 'src', video: 'src', source: 'src' }))

/**
 * Sets the URL of a link, form, image or sound; schemes other than http, https, mailto and tel become an inert URL, which the returned value shows.
 * Refuses other elements with HTML_TARGET_REFUSED.
 */
export function setUrl(element: ElementLike, url: string | URL): string {
  const name = typeof element?.localName === 'string' ? URL_OF[element.localName] : undefined
  if (name === undefined) throw codes.error('HTML_TARGET_REFUSED', { at: 'setUrl', todo: 'Give a link, form, button, image, audio or video element; scripts go through appendScript.' })
  const text = typeof url === 'string' ? url : URL.prototype.toString.call(url)
  const allowed = isAllowedUrl(text, STRICT_RULES, false) ? text : INERT_URL
  element.setAttribute(name, allowed)
  return allowed
}

/** What is used of a parent element. */
export interface ParentLike<Script = unknown> {
  readonly ownerDocument: { createElement(name: 'script'): Script }
  append(script: Script): void
}

/** Adds a script of a literal origin, made by `resourceUrl`; anything else is refused with HTML_RESOURCE_URL_REQUIRED. */
export function appendScript<Script extends { src: string; type: string; async: boolean }>(parent: ParentLike<Script>, url: SafeResourceUrl, { type = '', nonce = '' }: { type?: '' | 'module'; nonce?: string } = {}): Script {
  if (!SafeResourceUrl.is(url)) throw codes.error('HTML_RESOURCE_URL_REQUIRED', { at: 'appendScript', got: describeValue(url) })
  const script = parent.ownerDocument.createElement('script')
  if (type === 'module') script.type = 'module'
  if (nonce !== '') (script as { nonce?: string }).nonce = String(nonce)
  script.src = trusted().createScriptURL(SafeResourceUrl.url(url))
  parent.append(script)
  return script
}
