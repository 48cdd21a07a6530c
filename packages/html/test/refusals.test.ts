import { expectRefusal } from '@breakwater/core/testing'
import { describe, expect, test } from 'vitest'
import { html } from '../src/html.ts'
import { ScriptData, json } from '../src/json.ts'
import { resourceUrl, SafeResourceUrl } from '../src/resource-url.ts'
import { SafeHtml } from '../src/safe-html.ts'

const any = (value: unknown) => value as never
const bypass = any(html) as (strings: unknown, ...values: unknown[]) => never
const x = 'x'

/** code, what, refused whatever the value */
const cases: readonly (readonly [string, string, () => unknown])[] = [
  ['TEMPLATE_REQUIRED', 'a string in place of a template', () => bypass('<p>')],
  ['TEMPLATE_REQUIRED', 'an array in place of a template', () => bypass(Object.assign(['<p>'], { raw: ['<p>'] }))],
  ['HTML_SLOT_REFUSED', 'an event handler', () => html`<a onclick="f('${x}')">`],
  ['HTML_SLOT_REFUSED', 'an event handler in capitals', () => html`<a ONCLICK=${x}>`],
  ['HTML_SLOT_REFUSED', 'a comment', () => html`<!-- ${x} -->`],
  ['HTML_SLOT_REFUSED', 'a tag name', () => html`<${x}>`],
  ['HTML_SLOT_REFUSED', 'part of a tag name', () => html`<h${1}>`],
  ['HTML_SLOT_REFUSED', 'an end tag', () => html`<h1></h${1}>`],
  ['HTML_SLOT_REFUSED', 'an attribute', () => html`<p ${x}>`],
  ['HTML_SLOT_REFUSED', 'an attribute name', () => html`<p data-${x}="y">`],
  ['HTML_SLOT_REFUSED', 'a style element', () => html`<style>p { color: ${x} }</style>`],
  ['HTML_SLOT_REFUSED', 'noscript', () => html`<noscript>${x}</noscript>`],
  ['HTML_SLOT_REFUSED', 'an attribute in noscript', () => html`<noscript><img alt="${x}"></noscript>`],
  ['HTML_SLOT_REFUSED', 'the content of iframe', () => html`<iframe>${x}</iframe>`],
  ['HTML_SLOT_REFUSED', 'xmp', () => html`<xmp>${x}</xmp>`],
  ['HTML_SLOT_REFUSED', 'an animation', () => html`<svg><a><animate attributeName="href" to="${x}"/></a></svg>`],
  ['HTML_SLOT_REFUSED', 'the target of an animation', () => html`<svg><set attributeName="${x}" to="y"/></svg>`],
  ['HTML_SLOT_REFUSED', 'values of an animation', () => html`<svg><animate values="${x}"/></svg>`],
  ['HTML_SLOT_REFUSED', 'meta refresh', () => html`<meta http-equiv="refresh" content="0; url=${x}">`],
  ['HTML_SLOT_REFUSED', 'meta of an unknown kind', () => html`<meta content="${x}">`],
  ['HTML_SLOT_REFUSED', 'meta http-equiv', () => html`<meta http-equiv="${x}" content="y">`],
  ['HTML_SLOT_REFUSED', 'the type of a script', () => html`<script type="${x}"></script>`],
  ['HTML_SLOT_REFUSED', 'rel of a link', () => html`<link rel="${x}" href="/a">`],
  ['HTML_SLOT_REFUSED', 'ping', () => html`<a ping="${x}">`],
  ['HTML_SLOT_REFUSED', 'sandbox', () => html`<iframe sandbox="${x}"></iframe>`],
  ['HTML_SLOT_REFUSED', 'attributes of frameworks', () => html`<p v-html="${x}">`],
  ['HTML_SLOT_REFUSED', 'attributes of frameworks: @', () => html`<p @click="${x}">`],
  ['HTML_SLOT_REFUSED', 'attributes of frameworks: x-', () => html`<p x-data="${x}">`],
  ['HTML_SLOT_REFUSED', 'a script of an unknown type', () => html`<script type="text/x-template">${x}</script>`],
  ['HTML_SLOT_REFUSED', 'an import map', () => html`<script type="importmap">${x}</script>`],
  ['HTML_SLOT_REFUSED', 'a character reference', () => html`<p>&#${1};</p>`],
  ['HTML_SLOT_REFUSED', 'a character reference in a URL', () => html`<a href="java&#x${1};">`],
  ['HTML_SLOT_REFUSED', 'a style property name', () => html`<p style="${x}: red">`],
  ['HTML_SLOT_REFUSED', 'a url() in a style', () => html`<p style="background: url(${x})">`],
  ['HTML_SLOT_REFUSED', 'a string in a style', () => html`<p style="font-family: '${x}'">`],
  ['HTML_URL_REFUSED', 'a javascript: URL', () => html`<a href="javascript:f('${x}')">`],
  ['HTML_URL_REFUSED', 'a javascript: URL in disguise', () => html`<a href=" java&Tab;script&colon;f('${x}')">`],
  ['HTML_URL_REFUSED', 'a data: URL', () => html`<a href="data:text/html,${x}">`],
  ['HTML_RESOURCE_URL_REQUIRED', 'script src', () => html`<script src="${x}"></script>`],
  ['HTML_RESOURCE_URL_REQUIRED', 'script src, a look-alike', () => html`<script src="${{ toString: () => '/a.js' }}"></script>`],
  ['HTML_RESOURCE_URL_REQUIRED', 'iframe src', () => html`<iframe src="${x}"></iframe>`],
  ['HTML_RESOURCE_URL_REQUIRED', 'object data', () => html`<object data="${x}"></object>`],
  ['HTML_RESOURCE_URL_REQUIRED', 'embed src', () => html`<embed src="${x}">`],
  ['HTML_RESOURCE_URL_REQUIRED', 'base href', () => html`<base href="${x}">`],
  ['HTML_RESOURCE_URL_REQUIRED', 'style sheets', () => html`<link rel="stylesheet" href="${x}">`],
  ['HTML_RESOURCE_URL_REQUIRED', 'svg use', () => html`<svg><use xlink:href="${x}"/></svg>`],
  ['HTML_RESOURCE_URL_REQUIRED', 'svg script', () => html`<script xlink:href="${x}" src=a></script>`],
  ['HTML_RESOURCE_URL_REQUIRED', 'href of MathML', () => html`<math href="${x}"></math>`],
  ['HTML_RESOURCE_URL_REQUIRED', 'feImage', () => html`<svg><feImage href="${x}"/></svg>`],
  ['HTML_RESOURCE_URL_REFUSED', 'a frame of another scheme', () => html`<iframe src="javascript:${x}"></iframe>`],
  ['HTML_SLOT_REFUSED', 'encoding of annotation-xml', () => html`<math><annotation-xml encoding="${x}"></annotation-xml></math>`],
  ['HTML_SLOT_REFUSED', 'a shadow root', () => html`<template shadowrootmode="${x}"></template>`],
  ['HTML_SLOT_REFUSED', 'a parameter of a plugin', () => html`<object><param name="a" value="${x}"></object>`],
  ['HTML_RESOURCE_URL_REFUSED', 'an origin that is not finished', () => html`<script src="https://cdn.${x}/a.js"></script>`],
  ['HTML_RESOURCE_URL_REFUSED', 'a slash alone, before a value with a slash', () => html`<script src="/${'/evil.example/a.js'}"></script>`],
  ['HTML_RESOURCE_URL_REFUSED', 'two slashes', () => html`<script src="//${x}"></script>`],
  ['HTML_RESOURCE_URL_REFUSED', 'dots', () => html`<script src="/a/${'../../x'}"></script>`],
  ['HTML_RESOURCE_URL_REFUSED', 'dots in two values', () => html`<script src="/a/${'.'}${'.'}/x"></script>`],
  ['HTML_RESOURCE_URL_REFUSED', 'resourceUrl with a value for the host', () => resourceUrl`https://${x}/`],
  ['HTML_SAFE_HTML_REQUIRED', 'srcdoc', () => html`<iframe srcdoc="${x}"></iframe>`],
  ['HTML_SCRIPT_SLOT_REFUSED', 'a string', () => html`<script>a = "${x}"</script>`],
  ['HTML_SCRIPT_SLOT_REFUSED', 'a template literal', () => html`<script>a = \`${x}\`</script>`],
  ['HTML_SCRIPT_SLOT_REFUSED', 'a line comment', () => html`<script>// ${x}
  </script>`],
  ['HTML_SCRIPT_SLOT_REFUSED', 'a block comment', () => html`<script>/* ${x} */</script>`],
  ['HTML_SCRIPT_SLOT_REFUSED', 'a regular expression', () => html`<script>a = /${x}/</script>`],
  ['HTML_SCRIPT_SLOT_REFUSED', 'a regular expression that hides a quote', () => html`<script>if (a) /"/.test("${x}")</script>`],
  ['HTML_SCRIPT_SLOT_REFUSED', 'an end of a string that a backslash hides', () => html`<script>a = "\\"${x}"</script>`],
  ['HTML_SCRIPT_SLOT_REFUSED', 'a name', () => html`<script>f${x}()</script>`],
  ['HTML_TEMPLATE_INVALID', 'a script with an old comment', () => html`<script><!-- ${x} --></script>`],
  ['HTML_TEMPLATE_INVALID', 'plaintext', () => html`<plaintext>${x}`],
  ['HTML_TEMPLATE_INVALID', 'attributes that touch', () => html`<p a="1"b="${x}">`],
  ['HTML_TEMPLATE_INVALID', 'attributes that are there twice', () => html`<p a="1" A="${x}">`],
  ['HTML_TEMPLATE_INVALID', 'a comment that ends early', () => html`<!--> ${x} -->`],
  ['HTML_TEMPLATE_INVALID', 'a comment in a comment', () => html`<!-- <!-- --> ${x}`],
  ['HTML_TEMPLATE_INVALID', 'CDATA', () => html`<svg><![CDATA[ ${x} ]]></svg>`],
  ['HTML_TEMPLATE_INVALID', 'a processing instruction', () => html`<?xml ${x}?>`],
  ['HTML_TEMPLATE_INVALID', 'html in svg', () => html`<svg><p>${x}</p></svg>`],
  ['HTML_TEMPLATE_INVALID', 'script in svg', () => html`<svg><script>${x}</script></svg>`],
  ['HTML_TEMPLATE_INVALID', 'svg closed from elsewhere', () => html`</svg><style></style>`],
  ['HTML_TEMPLATE_INVALID', 'style in select', () => html`<select><style></style></select>`],
  ['HTML_TEMPLATE_INVALID', 'tags in a title', () => html`<title><a title="${x}"></title>`],
  ['HTML_TEMPLATE_INVALID', 'noscript closed in an attribute', () => html`<noscript><p title="</noscript>"></noscript>`],
  ['HTML_TEMPLATE_UNCLOSED', 'a tag', () => html`<p title="x"`],
  ['HTML_TEMPLATE_UNCLOSED', 'a < at the end', () => html`${x}<`],
  ['HTML_TEMPLATE_UNCLOSED', 'a comment', () => html`<!-- x`],
  ['HTML_TEMPLATE_UNCLOSED', 'a script', () => html`<script>${x}`],
  ['HTML_TEMPLATE_UNCLOSED', 'svg', () => html`<svg>`],
  ['HTML_MARKUP_REFUSED', 'markup in an attribute', () => html`<p title="${html`x`}">`],
  ['HTML_MARKUP_REFUSED', 'markup in a title', () => html`<title>${html`x`}</title>`],
  ['HTML_MARKUP_REFUSED', 'styles from elsewhere in svg', () => html`<svg>${html`<style></style>`}</svg>`],
  ['HTML_MARKUP_REFUSED', 'styles from elsewhere in select, deep', () => html`<select>${[html`<option>${html`<title>x</title>`}`]}</select>`],
  ['HTML_UNDEFINED', 'undefined', () => html`${undefined}`],
  ['HTML_UNDEFINED', 'undefined in an attribute', () => html`<p title="a ${undefined}">`],
  ['HTML_VALUE_REFUSED', 'NaN', () => html`${NaN}`],
  ['HTML_VALUE_REFUSED', 'an object', () => html`${{ a: 1 }}`],
  ['HTML_VALUE_REFUSED', 'a function', () => html`${() => x}`],
  ['HTML_VALUE_REFUSED', 'a symbol', () => html`${Symbol('x')}`],
  ['HTML_VALUE_REFUSED', 'a promise', () => html`${Promise.resolve(x)}`],
  ['HTML_VALUE_REFUSED', 'an invalid date', () => html`${new Date(NaN)}`],
  ['HTML_VALUE_REFUSED', 'an object that lies about its text', () => html`${{ toString: () => any({}) }}`],
  ['HTML_JSON_REFUSED', 'a cycle', () => { const a: unknown[] = []; a.push(a); return json(a) }],
  ['HTML_JSON_REFUSED', 'nothing', () => json(undefined)],
]

describe('refused', () => {
  test.each(cases)('%s: %s', async (code, _, action) => {
    await expectRefusal(action, code)
    await expectRefusal(action, code)
  })
})

describe('imitations', () => {
  const forged = Object.create(SafeHtml.prototype) as SafeHtml
  test.each([
    ['an object with the prototype', () => html`${forged}`, 'TypeError'],
    ['a proxy', () => html`${new Proxy(html`<b>`, {})}`, 'TypeError'],
  ])('%s is no markup', (_, action) => expect(() => String(action())).toThrow())
  test('text of an imitation is escaped', () => {
    expect(String(html`${{ toString: () => '<b>' }}${JSON.parse('["<b>"]')}`)).toBe('&lt;b&gt;&lt;b&gt;')
  })
  test('values that change are read once', () => {
    let count = 0
    const value = { toString: () => (count++ ? 'javascript:1' : '/a') }
    expect(String(html`<a href="${value}">`)).toBe('<a href="/a">')
  })
  test('constructors', () => {
    for (const type of [SafeHtml, ScriptData, SafeResourceUrl]) expect(() => new (any(type) as new (...args: unknown[]) => unknown)(Symbol('x'), '<b>', true)).toThrow()
    expect(() => new ((html`x`).constructor as new (...args: unknown[]) => unknown)(undefined, '<b>')).toThrow()
  })
})
