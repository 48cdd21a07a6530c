import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { html } from '../src/html.ts'
import { json } from '../src/json.ts'
import { sanitize } from '../src/sanitize.ts'
import { HONEST, HOSTILE } from './samples.ts'

const PROGRAM = '/usr/bin/chromium'
const isThere = existsSync(PROGRAM)
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

const VALUES: readonly string[] = [
  ...HOSTILE, 'javascript:pwned()', ' javascript:pwned()', 'java\tscript:pwned()', 'JaVaScRiPt:pwned()', '\x01javascript:pwned()', 'javascript&colon;pwned()', 'data:text/html,<script>parent.pwned()</script>', 'vbscript:pwned()',
  '" onload=pwned() onerror=pwned() onfocus=pwned() autofocus x="', "' onload=pwned() onerror=pwned() onfocus=pwned() autofocus x='", ' onload=pwned() onerror=pwned() ', '"><script>pwned()</script>', "'><script>pwned()</script>", '</title><script>pwned()</script>', '</textarea><script>pwned()</script>',
  '</script><script>pwned()</script>', '<!--<script>', '--><script>pwned()</script>', "';pwned()//", '";pwned()//', '`;pwned()//', '${pwned()}', '\\";pwned()//', "\\';pwned()//", '\u2028pwned()', '*/pwned()/*', '/x/;pwned()', '));pwned();((', '}pwned();{', '</style><script>pwned()</script>', 'x;background:url(javascript:pwned())',
  'url(javascript:pwned())', 'expression(pwned())', '&lt;script&gt;pwned()&lt;/script&gt;', '&#106;avascript:pwned()', '//evil.invalid/x.js', '/\\evil.invalid', 'https:javascript:pwned()', 'about:blank', 'blob:x', '\0<script>pwned()</script>', '\r\n<script>pwned()</script>', '+ADw-script+AD4-pwned()+ADw-/script+AD4-', '\x1b$B<script>pwned()</script>',
]

/** Thirty places of a page; those that are refused give nothing. */
const CONTEXTS: readonly ((x: string) => unknown)[] = [
  x => html`<p>${x}</p>`, x => html`<p title="${x}">`, x => html`<p title='${x}'>`, x => html`<p title=${x}>`, x => html`<p class="a ${x}">`, x => html`<p data-x="${x}" id=${x}>`, x => html`<a id=go href="${x}">x</a>`, x => html`<a id=go href=${x}>x</a>`, x => html`<a id=go href="${x.slice(0, 4)}${x.slice(4)}">x</a>`, x => html`<a id=go href="/${x}">x</a>`,
  x => html`<img src="${x}">`, x => html`<img srcset="${x}">`, x => html`<video poster="${x}"></video>`, x => html`<form action="${x}"><button id=go>x</button></form>`, x => html`<form><button id=go formaction="${x}">x</button></form>`, x => html`<title>${x}</title>`, x => html`<textarea>${x}</textarea>`, x => html`<pre>${x}</pre>`,
  x => html`<p style="color: ${x}">`, x => html`<p style="${x}">`, x => html`<script>const x = ${x}</script>`, x => html`<script>const x = ${json({ x })}</script>`, x => html`<script type="application/json">${x}</script>`, x => html`<script>if (1) f(${x}); function f() {}</script>`,
  x => html`<svg><text fill="${x}">${x}</text></svg>`, x => html`<svg><a id=go href="${x}"><text>x</text></a></svg>`, x => html`<iframe src="/frame/${x}"></iframe>`, x => html`<iframe srcdoc=${html`<p title="${x}">${x}</p>`}></iframe>`, x => html`<select><option value="${x}">${x}</select>`, x => html`<table><tr><td>${x}</table><noscript></noscript>`,
  x => html`<script src="${x}"></script>`, x => html`<p onclick="${x}">`, x => html`<meta name="description" content="${x}">`, x => html`<input value="${x}" placeholder=${x}>`, x => html`<p>${sanitize(x)}</p>`,
]

describe.skipIf(!isThere && process.env['BREAKWATER_REQUIRE_SERVERS'] !== '1')(isThere ? 'in Chromium' : `in Chromium (left out: no ${PROGRAM})`, () => {
  let folder = ''
  let context: BrowserContext
  let page: Page
  let ran: string[] = []
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-html-'))
    context = await chromium.launchPersistentContext(folder, { executablePath: PROGRAM, headless: true, args: FLAGS })
    await context.route('**/*', route => route.fulfill({ status: 200, contentType: 'text/html; charset=utf-8', body: '<!doctype html><body></body>' }))
    await context.exposeBinding('pwned', ({ page }) => { ran.push(page.url()) })
  })
  beforeEach(async () => {
    page = await context.newPage()
  })
  afterEach(() => page.close())
  afterAll(async () => {
    await context?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Shows the page, clicks and focuses what can be, and says whether a payload ran. */
  async function runs(markup: string): Promise<boolean> {
    ran = []
    await page.setContent(markup, { waitUntil: 'load' })
    await page.evaluate(async () => {
      interface Target { dispatchEvent(event: unknown): void; readonly href?: unknown; readonly formAction?: string }
      const own = globalThis as unknown as { document: { querySelectorAll(query: string): Iterable<Target> }; MouseEvent: new (name: string, options: object) => unknown }
      for (const element of own.document.querySelectorAll('#go, a')) {
        // An honest link would lead away from the page; what is clicked is what the browser's own parser takes for something else.
        const target = element.href ?? element.formAction
        const text = typeof target === 'object' && target !== null ? (target as { baseVal: string }).baseVal : String(target)
        const base = 'https://base.invalid/'
        if (URL.canParse(text, base) && !/^(?:https?|about|mailto|tel):$/.test(new URL(text, base).protocol)) element.dispatchEvent(new own.MouseEvent('click', { bubbles: true, cancelable: true }))
      }
      await new Promise(resolve => setTimeout(resolve, 0))
    }).catch(() => undefined)
    return ran.length > 0
  }
  const page1 = (parts: readonly string[]) => `<!doctype html><meta charset="utf-8"><body>${parts.map(part => `<div>${part}</div>`).join('\n')}`

  test('the trap works', async () => {
    expect(await runs(page1(['<img src=x:x onerror="pwned()">']))).toBe(true)
    expect(await runs(page1(['<a id=go href="javascript:pwned()">x</a>']))).toBe(true)
  })
  test('hostile markup through sanitize never runs', async () => {
    expect(await runs(page1(HOSTILE.map(markup => String(sanitize(markup)))))).toBe(false)
    for (const policy of ['basic', 'text'] as const) expect(await runs(page1(HOSTILE.map(markup => String(sanitize(markup, policy)))))).toBe(false)
  })
  test.each(CONTEXTS.map((make, index) => [index, make] as const))('hostile values in place %i never run', async (_, make) => {
    // A hundred frames on one page are slow: what ends a string, a tag or a URL is enough there.
    const parts = (/iframe/.test(String(make)) ? VALUES.slice(HOSTILE.length) : VALUES).flatMap(value => {
      try {
        return [String(make(value))]
      } catch {
        return []
      }
    })
    expect(await runs(page1(parts))).toBe(false)
  })
  test('honest markup reads the same as in the parser of the browser', async () => {
    await page.setContent('<!doctype html><body></body>')
    const back = await page.evaluate(list => list.map(markup => {
      const own = globalThis as unknown as { document: { createElement(name: string): { innerHTML: string } } }
      const div = own.document.createElement('div')
      div.innerHTML = markup
      return div.innerHTML
    }), HONEST.map(markup => String(sanitize(markup))))
    expect(back).toEqual(HONEST)
  })
})
