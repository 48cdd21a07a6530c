import { JSDOM } from 'jsdom'
import { describe, expect, test } from 'vitest'
import { appendScript, setHtml, setUrl } from '../src/dom.ts'
import { html } from '../src/html.ts'
import { resourceUrl } from '../src/resource-url.ts'
import { sanitize } from '../src/sanitize.ts'

const { document } = new JSDOM('<div></div>').window
const make = (name: string) => document.createElement(name) as never as HTMLElementLike
interface HTMLElementLike { innerHTML: string; localName: string; setAttribute(name: string, value: string): void; getAttribute(name: string): string | null }

describe('sinks of the DOM', () => {
  test('setHtml takes markup', () => {
    const div = make('div')
    setHtml(div, sanitize('<b onclick=x>y</b>'))
    expect(div.innerHTML).toBe('<b>y</b>')
  })
  test('setHtml refuses text', () => expect(() => setHtml(make('div'), '<b>' as never)).toThrow(expect.objectContaining({ code: 'HTML_SAFE_HTML_REQUIRED' })))
  test.each(['script', 'style', 'textarea', 'iframe', 'select', 'noscript'])('setHtml refuses <%s>', name => expect(() => setHtml(make(name), html`x`)).toThrow(expect.objectContaining({ code: 'HTML_TARGET_REFUSED' })))
  test.each([['a', 'href', '/x', '/x'], ['a', 'href', 'javascript:1', 'about:invalid#breakwater'], ['form', 'action', ' java\nscript:1', 'about:invalid#breakwater'], ['img', 'src', 'https://e.example/', 'https://e.example/']])('setUrl %s %s=%j', (name, attribute, url, expected) => {
    const element = make(name)
    expect(setUrl(element, url)).toBe(expected)
    expect(element.getAttribute(attribute)).toBe(expected)
  })
  test.each(['script', 'iframe', 'object', 'embed', 'base', 'constructor'])('setUrl refuses <%s>', name => expect(() => setUrl(make(name), '/x')).toThrow(expect.objectContaining({ code: 'HTML_TARGET_REFUSED' })))
  test('appendScript', () => {
    const script = appendScript(document.body as never, resourceUrl`https://cdn.example.com/a.js`, { type: 'module', nonce: 'n' }) as never as { outerHTML: string }
    expect(script.outerHTML).toBe('<script type="module" nonce="n" src="https://cdn.example.com/a.js"></script>')
    expect(() => appendScript(document.body as never, 'https://cdn.example.com/a.js' as never)).toThrow(expect.objectContaining({ code: 'HTML_RESOURCE_URL_REQUIRED' }))
  })
})
