import { describe, expect, test } from 'vitest'
import { createHtml, html } from '../src/html.ts'
import { json } from '../src/json.ts'
import { resourceUrl } from '../src/resource-url.ts'

const evil = `"'><img src=x onerror=alert(1)>`
const shown = '&#34;&#39;&gt;&lt;img src=x onerror=alert(1)&gt;'
const id = new (class ObjectId { toString() { return '<id>' } })()

/** what, markup, what it becomes */
const cases: readonly (readonly [string, () => unknown, string])[] = [
  ['text', () => html`<p>${evil}</p>`, `<p>${shown}</p>`],
  ['a whole page', () => html`<!doctype html><html lang="${'en'}"><head><meta charset="utf-8"><title>${'a & b'}</title><style>p { color: red }</style></head><body class="x">${1}</body></html>`,
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>a &amp; b</title><style>p { color: red }</style></head><body class="x">1</body></html>'],
  ['an attribute in double quotes', () => html`<p title="${evil}">`, `<p title="${shown}">`],
  ['an attribute in single quotes', () => html`<p title='say "x" ${evil}'>`, `<p title="say &#34;x&#34; ${shown}">`],
  ['an attribute without quotes gets them', () => html`<p title=${'a b'} id=x>`, '<p title="a b" id=x>'],
  ['an attribute without quotes, with text around', () => html`<p class=a-${'b c'}>`, '<p class="a-b c">'],
  ['an image that closes itself', () => html`<img src=${'/a.png'}/>`, '<img src="/a.png"/>'],
  ['numbers, bigints, zero', () => html`${0} ${1.5} ${10n}`, '0 1.5 10'],
  ['nothing', () => html`<p>${null}${false}${''}</p>`, '<p></p>'],
  ['a list', () => html`<ul>${['a', '<'].map(item => html`<li>${item}</li>`)}</ul>`, '<ul><li>a</li><li>&lt;</li></ul>'],
  ['a set and a generator', () => html`${new Set(['<', 'b'])}${(function* () { yield '>' })()}`, '&lt;b&gt;'],
  ['markup in markup', () => html`<p>${html`<b>${'<'}</b>`}</p>`, '<p><b>&lt;</b></p>'],
  ['a condition', () => html`${id && html`<b>x</b>`}`, '<b>x</b>'],
  ['an object with a text of its own', () => html`<p>${id}</p>`, '<p>&lt;id&gt;</p>'],
  ['a URL object', () => html`<a href=${new URL('https://example.com/?a=1&b=2')}>x</a>`, '<a href="https://example.com/?a=1&amp;b=2">x</a>'],
  ['carriage return and NUL', () => html`<p title="${'a\rb\0'}">${'\r'}</p>`, '<p title="a&#13;b\ufffd">&#13;</p>'],
  ['a first line break in textarea and pre', () => html`<textarea>${'\nx'}</textarea><pre>${'\ny'}</pre>`, '<textarea>\n\nx</textarea><pre>\n\ny</pre>'],
  ['markup in a textarea is shown as text', () => html`<textarea>${html`<b>x</b>`}</textarea>`, '<textarea>\n&lt;b&gt;x&lt;/b&gt;</textarea>'],
  ['a < that is no tag', () => html`<p>1 < 2 ${3}</p>`, '<p>1 < 2 3</p>'],

  ['boolean attributes', () => html`<input disabled=${true} checked="${false}" required=${undefined} hidden=${null}>`, '<input disabled=""    >'.replace('    ', '   ')],
  ['null leaves an attribute out', () => html`<p title=${null} id="${false}">`, '<p  >'],
  ['aria and data say true and false', () => html`<p aria-hidden=${false} data-on="${true}">`, '<p aria-hidden="false" data-on="true">'],
  ['true is a word, but for boolean attributes', () => html`<option value=${true}>${true}</option><a download=${true} href="/x">`, '<option value="true">true</option><a download="" href="/x">'],
  ['data takes objects', () => html`<p data-user=${{ name: '"' }}>`, '<p data-user="{&#34;name&#34;:&#34;\\&#34;&#34;}">'],
  ['class takes lists and objects', () => html`<p class=${['a', null, { b: true, c: false }]}>`, '<p class="a b">'],
  ['class takes text beside', () => html`<p class="card ${{ on: true }} ${false}">`, '<p class="card on ">'],

  ['links', () => html`<a href="${'/a?x=1&y=2'}">x</a>`, '<a href="/a?x=1&amp;y=2">x</a>'],
  ['javascript:', () => html`<a href="${'javascript:alert(1)'}">x</a>`, '<a href="about:invalid#breakwater">x</a>'],
  ['javascript: in disguise', () => html`<a href="${' \x01jAva\tscr\nipt:alert(1)'}">x</a>`, '<a href="about:invalid#breakwater">x</a>'],
  ['javascript: in two values', () => html`<a href="${'java'}${'script:alert(1)'}">x</a>`, '<a href="about:invalid#breakwater">x</a>'],
  ['javascript: beside text', () => html`<a href="${'javascript'}:alert(1)">x</a>`, '<a href="about:invalid#breakwater">x</a>'],
  ['a query and a path', () => html`<a href="/search/${'a b'}?q=${'x:y&z'}">x</a>`, '<a href="/search/a b?q=x:y&amp;z">x</a>'],
  ['another host from a path', () => html`<a href="/${'/evil.example'}">x</a>`, '<a href="/%2Fevil.example">x</a>'],
  ['mail and telephone', () => html`<a href="mailto:${'a@example.com'}">x</a><a href="${'tel:+1'}">y</a>`, '<a href="mailto:a@example.com">x</a><a href="tel:+1">y</a>'],
  ['data: and blob:', () => html`<img src="${'data:image/png;base64,AAAA'}"><a href=${'blob:x'}>`, '<img src="about:invalid#breakwater"><a href="about:invalid#breakwater">'],
  ['form targets', () => html`<form action="${'javascript:1'}"><button formaction="${'vbscript:1'}">`, '<form action="about:invalid#breakwater"><button formaction="about:invalid#breakwater">'],
  ['srcset', () => html`<img srcset="${'/a.png'} 1x, ${'javascript:1'} 2x">`, '<img srcset="/a.png 1x, about:invalid#breakwater">'],
  ['srcset as a whole', () => html`<img srcset=${'/a.png 1x, /b.png 2x'}>`, '<img srcset="/a.png 1x, /b.png 2x">'],

  ['a frame on a literal origin', () => html`<iframe src="https://www.youtube.com/embed/${'a?b'}"></iframe>`, '<iframe src="https://www.youtube.com/embed/a%3Fb"></iframe>'],
  ['a script by path', () => html`<script src="/assets/${'js/app.js'}?v=${'1&2'}"></script>`, '<script src="/assets/js/app.js?v=1%262"></script>'],
  ['a script by resourceUrl', () => html`<script src=${resourceUrl`https://cdn.example.com/${'app.js'}`}></script>`, '<script src="https://cdn.example.com/app.js"></script>'],
  ['srcdoc', () => html`<iframe srcdoc=${html`<p title="x">${'<'}</p>`}></iframe>`, '<iframe srcdoc="&lt;p title=&#34;x&#34;&gt;&amp;lt;&lt;/p&gt;"></iframe>'],
  ['a harmless link', () => html`<link rel="canonical" href="${'https://example.com/'}">`, '<link rel="canonical" href="https://example.com/">'],
  ['svg', () => html`<svg viewBox="0 0 ${10} 10"><path d="${'M0'}" fill="${'red'}"/><text>${'<'}</text>${html`<g></g>`}</svg>`, '<svg viewBox="0 0 10 10"><path d="M0" fill="red"/><text>&lt;</text><g></g></svg>'],
  ['a sprite', () => html`<svg><use href="#${'icon'}"/></svg>`, '<svg><use href="#icon"/></svg>'],

  ['style by property', () => html`<p style="color: ${'#f00'}; width: ${10}px">`, '<p style="color: #f00; width: 10px">'],
  ['style that loads', () => html`<p style="background: ${'url(https://evil.example)'}; color: ${'red; x: y'}">`, '<p style="background: unset; color: unset">'],
  ['style from an object', () => html`<p style=${{ marginTop: '4px', '--x': 1, color: null }}>`, '<p style="margin-top: 4px; --x: 1">'],
  ['style from text', () => html`<p style=${'color: red; background: url(x)'}>`, '<p style="color: red">'],

  ['script data', () => html`<script>const user = ${json({ name: '</script><!--' })}</script>`, '<script>const user = {"name":"\\u003c/script\\u003e\\u003c!--"}</script>'],
  ['script values', () => html`<script>f(${"'\u2028"}, ${[1, '&']}); if (a < 1 / 2) { /x"/.test(b) } g(${null})</script>`, '<script>f("\'\\u2028", [1,"\\u0026"]); if (a < 1 / 2) { /x"/.test(b) } g(null)</script>'],
  ['__proto__ in a script', () => html`<script>const a = ${JSON.parse('{"__proto__":{"x":1}}')}</script>`, '<script>const a = JSON.parse("{\\"__proto__\\":{\\"x\\":1}}")</script>'],
  ['JSON in a script', () => html`<script type="application/ld+json">${{ '@type': '<' }}</script>`, '<script type="application/ld+json">{"@type":"\\u003c"}</script>'],
  ['static scripts as they are', () => html`<p>${1}</p><script>for (let a = 0; a<b; a++) x = "</p>" + '<b>'</script>`, `<p>1</p><script>for (let a = 0; a<b; a++) x = "</p>" + '<b>'</script>`],
  ['noscript', () => html`<noscript><img src="https://example.com/pixel.gif"></noscript>${1}`, '<noscript><img src="https://example.com/pixel.gif"></noscript>1'],
  ['static handlers', () => html`<button onclick="go()">${1}</button>`, '<button onclick="go()">1</button>'],
  ['layout in parts', () => html`${html`<!doctype html><body><div>`}${'x'}${html`</div></body>`}`, '<!doctype html><body><div>x</div></body>'],
  ['select', () => html`<select name="a"><option value="${'"'}" selected=${true}>${'<'}<option>${html`b`}</select>`, '<select name="a"><option value="&#34;" selected="">&lt;<option>b</select>'],
]

describe('html', () => {
  test.each(cases)('%s', (_, make, expected) => expect(String(make())).toBe(expected))
  test('data images by option', () => {
    const tag = createHtml({ dataImages: true, schemes: ['sms'] })
    expect(String(tag`<img src=${'data:image/png;base64,AAAA'}><a href=${'sms:1'}>`)).toBe('<img src="data:image/png;base64,AAAA"><a href="sms:1">')
    expect(String(tag`<img src=${'data:image/svg+xml;base64,AAAA'}><a href=${'data:image/png;base64,AAAA'}>`)).toBe('<img src="about:invalid#breakwater"><a href="about:invalid#breakwater">')
  })
})

describe('html.stream', () => {
  const read = async (pieces: AsyncIterable<string>) => {
    let all = ''
    for await (const piece of pieces) all += piece
    return all
  }
  async function* rows() {
    yield html`<li>${'<'}</li>`
    yield '<b>'
  }
  test('promises, async iterables and nested streams', async () => {
    expect(await read(html.stream`<p title="${Promise.resolve('"')}">${Promise.resolve('<')}</p><ul>${rows()}</ul>${html.stream`<i>${Promise.resolve([1, html`<b>`])}</i>`}`))
      .toBe('<p title="&#34;">&lt;</p><ul><li>&lt;</li>&lt;b&gt;</ul><i>1<b></i>')
  })
  test('what comes first is written first', async () => {
    const pieces = html.stream`<h1>${'x'}</h1>${new Promise(() => undefined)}`
    expect((await pieces.next()).value).toBe('<h1>x</h1>')
  })
  test('markup for svg is checked', async () => {
    await expect(read(html.stream`<svg>${Promise.resolve(html`<style></style>`)}</svg>`)).rejects.toMatchObject({ code: 'HTML_MARKUP_REFUSED' })
    await expect(read(html.stream`<svg>${html.stream`<title>x</title>`}</svg>`)).rejects.toMatchObject({ code: 'HTML_MARKUP_REFUSED' })
  })
  test('an error of a value is that of the stream', async () => {
    await expect(read(html.stream`${Promise.reject(new Error('late'))}`)).rejects.toThrow('late')
  })
})
