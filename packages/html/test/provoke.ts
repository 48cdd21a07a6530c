import { csp } from '../src/csp.ts'
import { setHtml } from '../src/dom.ts'
import { sendHtml } from '../src/express.ts'
import { html } from '../src/html.ts'
import { json } from '../src/json.ts'
import { loadMarkdownIt } from '../src/markdown.ts'
import { makePurifier } from '../src/purifier.ts'
import { resourceUrl } from '../src/resource-url.ts'
import { sanitize } from '../src/sanitize.ts'

const any = (value: unknown) => value as never
const otherCopy = Object.defineProperty({}, Symbol.for('breakwater.html.safe'), { value: true })
const cycle: unknown[] = []
cycle.push(cycle)

/** For each code an action that is refused with it. */
export const provoke: Readonly<Record<string, () => unknown>> = {
  HTML_SLOT_REFUSED: () => html`<a onclick="${1}">x</a>`,
  HTML_TEMPLATE_INVALID: () => html`<p class="a"id="b">`,
  HTML_TEMPLATE_UNCLOSED: () => html`<p class="a`,
  HTML_SCRIPT_SLOT_REFUSED: () => html`<script>const name = '${'x'}'</script>`,
  HTML_VALUE_REFUSED: () => html`<p>${{}}</p>`,
  HTML_UNDEFINED: () => html`<p>${undefined}</p>`,
  HTML_MARKUP_REFUSED: () => html`<p title="${html`<b>x</b>`}">`,
  HTML_SAFE_HTML_REQUIRED: () => html`<iframe srcdoc="${'<b>'}"></iframe>`,
  HTML_DUPLICATE_COPY: () => html`<p>${otherCopy}</p>`,
  HTML_RESOURCE_URL_REQUIRED: () => html`<script src="${'/app.js'}"></script>`,
  HTML_RESOURCE_URL_REFUSED: () => resourceUrl`/assets/${'../x'}`,
  HTML_URL_REFUSED: () => html`<a href="javascript:go(${1})">x</a>`,
  HTML_JSON_REFUSED: () => json(1n),
  HTML_STYLE_REFUSED: () => html`<p style=${any(['x'])}>`,
  HTML_TOO_DEEP: () => html`<p>${cycle}</p>`,
  HTML_TEXT_REQUIRED: () => sanitize(any(1)),
  HTML_TOO_LARGE: () => sanitize('long', { maxChars: 3 }),
  HTML_POLICY_REFUSED: () => sanitize('x', { from: 'basic', tags: ['script'] }),
  HTML_TARGET_REFUSED: () => setHtml(any({ localName: 'script' }), html`x`),
  HTML_CSP_REFUSED: () => csp({ directives: { 'script-src': ['*'] } }),
  HTML_RESPONSE_REFUSED: () => sendHtml(any({}), html`x`),
  HTML_MARKDOWN_UNAVAILABLE: () => loadMarkdownIt(() => { throw new Error('not installed') }),
  HTML_DOM_UNAVAILABLE: () => makePurifier({ document: {}, happyDOM: {} }),
}
