import fc from 'fast-check'
import { parseFragment, serialize } from 'parse5'
import { describe, expect, test } from 'vitest'
import { canonical } from '../src/canonical.ts'
import { readPolicy } from '../src/policy.ts'
import { makePurifier, purify } from '../src/purifier.ts'
import { sanitize } from '../src/sanitize.ts'
import { HONEST, HOSTILE } from './samples.ts'

const rich = readPolicy('rich')
const basic = readPolicy('basic')

describe('sanitize', () => {
  test.each(HONEST)('keeps %s', markup => {
    expect(String(sanitize(markup))).toBe(markup)
    expect(purify(markup, rich)).toBe(markup)
  })
  test.each(HOSTILE)('disarms %s', markup => {
    const clean = String(sanitize(markup))
    expect(clean.replace(/(?<!href|src)="[^"]*"/g, '')).not.toMatch(/<[^>]*\son\w+|<(?:script|style|iframe|svg|math|object|embed|base|meta|link|form|template|xmp|noscript|textarea|title)|<[^>]*(?:href|src)="\s*javascript/i)
    expect(String(sanitize(clean))).toBe(clean)
  })
  test.each([
    ['text', '<p>a <b>b</b> &lt;</p>', 'a b &lt;'],
    ['basic', '<h1>t</h1><p class="x">a <img src="/x.png"><b style="color: red">b</b></p>', 't<p>a <b>b</b></p>'],
    ['rich', '<p id="a" onclick="x">b</p><a href="#a">c</a>', '<p id="user-content-a">b</p><a href="#user-content-a">c</a>'],
    ['rich', '<a href="javascript:x">a</a><a target="_blank" href="/x">b</a>', '<a>a</a><a href="/x" target="_blank" rel="noopener noreferrer">b</a>'],
    ['rich', '<input type=text value=x><p style="position: fixed; color: red; background: url(x)">a</p>', '<p style="color: red">a</p>'],
  ] as const)('%s: %s', (policy, markup, expected) => {
    const sorted = (text: string) => text.replace(/ (href="[^"]*") (target="_blank")/, ' $2 $1')
    expect(sorted(String(sanitize(markup, policy)))).toBe(sorted(expected))
  })
  test.each([
    [{ tags: ['p'] }, '<p>a<b>b</b></p>', '<p>ab</p>'],
    [{ links: false }, '<a href="/x">a</a>', 'a'],
    [{ images: false }, '<img src="/x.png">a', 'a'],
    [{ images: ['https://ok.example'] }, '<img src="https://ok.example/a.png"><img src="https://evil.example/a.png"><img src="//evil.example/"><img src="/\\evil.example/"><img src="/a.png">', '<img src="https://ok.example/a.png"><img><img><img><img src="/a.png">'],
    [{ styles: false, classes: false }, '<p class="a" style="color: red">x</p>', '<p>x</p>'],
    [{ from: 'basic' as const, tags: ['b'] }, '<h1>a</h1><b>b</b>', 'a<b>b</b>'],
  ])('%j', (policy, markup, expected) => expect(String(sanitize(markup, policy))).toBe(expected))
  test.each([['no window', undefined], ['no document', {}], ['happy-dom', { document: {}, happyDOM: {} }], ['linkedom', { document: { defaultView: {} } }], ['a DOM without support', (() => { const w: { document: { defaultView?: unknown } } = { document: {} }; w.document.defaultView = w; return w })()]])('refuses %s', (_, window) => {
    expect(() => makePurifier(window)).toThrow(expect.objectContaining({ code: 'HTML_DOM_UNAVAILABLE' }))
  })
})

describe('the fast path', () => {
  const tag = fc.constantFrom('p', 'b', 'i', 'a', 'ul', 'li', 'ol', 'table', 'tbody', 'tr', 'td', 'div', 'h1', 'h2', 'pre', 'code', 'span', 'br', 'hr', 'img', 'details', 'summary', 'dl', 'dt', 'dd', 'blockquote', 'q', 'small', 'font', 'ruby', 'rt', 'nobr', 'button', 'svg', 'style', 'figure', 'figcaption', 'caption', 'thead', 's', 'em')
  const attribute = fc.constantFrom('', '', '', ' href="/a"', ' href="javascript:x"', ' title="a &amp; b"', ' class="x"', ' style="color: red"', ' src="/a.png"', ' onclick="x"', ' title="--"', ' href="https://e.example/?a&amp;b"', ' colspan="2"', ' id="a"', ' href=""', ' title=""', ' align="left"', ' start="2"')
  const piece: fc.Arbitrary<string> = fc.letrec<{ node: string }>(tie => ({
    node: fc.oneof({ maxDepth: 5 }, fc.constantFrom('x', ' ', '\n', '&amp;', '&lt;', 'é', '>', '&nbsp;', '"', '&quot;', '&'),
      fc.tuple(tag, attribute, fc.array(tie('node'), { maxLength: 4 })).map(([name, extra, inner]) => (/^(?:br|hr|img)$/.test(name) ? `<${name}${extra}>` : `<${name}${extra}>${inner.join('')}</${name}>`))),
  })).node
  const mutated = fc.tuple(fc.array(piece, { minLength: 1, maxLength: 6 }), fc.nat(), fc.constantFrom('', '', '', '<', '>', '"', '</p>', '<b>', '</', '\0', '&', "'", '<!--', '<table>', '</table>', '-->', '=', '`')).map(([list, at, extra]) => {
    const text = list.join('')
    const where = text.length ? at % text.length : 0
    return text.slice(0, where) + extra + text.slice(where)
  })
  test('gives what DOMPurify gives, byte by byte, and what a parser leaves as it is', () => {
    let taken = 0
    fc.assert(fc.property(mutated, fc.constantFrom(rich, basic), (text, policy) => {
      const fast = canonical(text, policy)
      if (fast === undefined) return
      taken++
      expect(fast).toBe(purify(text, policy))
      expect(serialize(parseFragment(fast))).toBe(fast)
    }), { seed: 6, numRuns: 8_000 })
    expect(taken).toBeGreaterThan(200)
  })
  test('is taken by ordinary markup', () => {
    expect(HONEST.filter(markup => canonical(markup, rich) !== undefined).length).toBeGreaterThan(15)
  })
  test.each(HOSTILE)('is not taken by %s', markup => expect(canonical(markup, rich)).toBe(undefined))
})
