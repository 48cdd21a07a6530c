/** Hostile markup: each calls pwned() or alert(1) where a browser runs it. */
export const HOSTILE: readonly string[] = [
  '<script>pwned()</script>', '<img src=x onerror=pwned()>', '<svg onload=pwned()>', '<svg><script>pwned()</script></svg>', '<a href="javascript:pwned()" id=go>x</a>', '<a href=" &#1;java&Tab;script:pwned()">x</a>',
  '<iframe src="javascript:parent.pwned()"></iframe>', '<iframe srcdoc="<script>parent.pwned()</script>"></iframe>', '<object data="javascript:pwned()"></object>', '<embed src="javascript:pwned()">',
  '<body onload=pwned()>', '<details open ontoggle=pwned()>x</details>', '<video><source onerror=pwned()></video>', '<input autofocus onfocus=pwned()>', '<select autofocus onfocus=pwned()>', '<marquee onstart=pwned()>x</marquee>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=pwned()&gt;">', '<svg></p><style><a id="</style><img src=1 onerror=pwned()>">', '<form><math><mtext></form><form><mglyph><style></math><img src onerror=pwned()>',
  '<noscript><p title="</noscript><img src=x onerror=pwned()>">', '<math><annotation-xml encoding="text/html"><style><img src=x onerror=pwned()></style></annotation-xml></math>', '<svg><foreignObject><img src=x onerror=pwned()></foreignObject></svg>',
  '<svg><animate onbegin=pwned() attributeName=x dur=1s></svg>', '<svg><a><animate attributeName=href values=javascript:pwned() /><text>x</text></a></svg>', '<base href="javascript:pwned()//">', '<meta http-equiv="refresh" content="0;url=javascript:pwned()">',
  '<link rel=stylesheet href="data:text/css,x" onload=pwned()>', '<style>@import "javascript:pwned()"</style><style onload=pwned()></style>', '<template><img src=x onerror=pwned()></template>', '<div><template shadowrootmode=open><img src=x onerror=pwned()></template></div>',
  '<xmp><img src=x onerror=pwned()></xmp>', '<plaintext><img src=x onerror=pwned()>', '<title><img src=x onerror=pwned()></title>', '<textarea><img src=x onerror=pwned()></textarea>', '<table><td><style><!--</style><img src=x onerror=pwned()>',
  '<p title="</p><img src=x onerror=pwned()>">x</p>', '<a title="`><img src=x onerror=pwned()>">x</a>', '<b <img src=x onerror=pwned()>', '<img/src/onerror=pwned()>', '<img src="x` `<script>pwned()</script>"` `>', '<!--><img src=x onerror=pwned()>-->', '<!-- --!><img src=x onerror=pwned()>-->',
  '<![CDATA[<img src=x onerror=pwned()>]]>', '<?x <img src=x onerror=pwned()>?>', '</ <img src=x onerror=pwned()>', '<form id=x><button formaction="javascript:pwned()">', '<isindex action=javascript:pwned() type=image>', '<image src=x onerror=pwned()>',
  '<option><style></option></select><b><script>pwned()</script>', '<svg><use href="data:image/svg+xml,<svg id=x onload=pwned()>#x"></svg>', '<img src=x:x onerror\0=pwned()>', '<scr\0ipt>pwned()</scr\0ipt>', '<p style="background:url(javascript:pwned())">x</p>', '<div style="width:expression(pwned())">',
  `${'<div>'.repeat(600)}<svg><style><a title="</style><img src=x onerror=pwned()>">`, '<table><caption><svg><title><table><caption></caption></table></title><style><a id="</style><img src=x onerror=pwned()>"></a></style></svg>',
]

/** Markup that stays as it is. */
export const HONEST: readonly string[] = [
  '<p>Hello <b>bold</b>, <i>italic</i>, <u>u</u>, <s>s</s> &amp; more</p>', '<h1>Title</h1><h2>Part</h2><p>Text</p>', '<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>', '<ol start="3"><li>a</li></ol>', '<a href="https://example.com/?a=1&amp;b=2" title="x">link</a>',
  '<a href="mailto:a@example.com">mail</a>', '<a href="/path#part">local</a>', '<img src="https://example.com/a.png" alt="a" width="10" height="10">', '<img src="data:image/png;base64,iVBORw0KGgo=" alt="">', '<blockquote><p>quote</p></blockquote>',
  '<pre><code class="language-js">const a = 1 &lt; 2</code></pre>', '<table><caption>c</caption><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td colspan="2">b</td></tr></tbody></table>', '<table><colgroup><col span="2"></colgroup><tbody><tr><td>a</td></tr></tbody></table>',
  '<p>a<br>b</p><hr>', '<figure><img src="/a.png" alt="x"><figcaption>cap</figcaption></figure>', '<details open=""><summary>more</summary><p>x</p></details>', '<dl><dt>a</dt><dd>b</dd></dl>', '<p>H<sub>2</sub>O x<sup>2</sup> <mark>m</mark> <kbd>k</kbd></p>',
  '<p style="text-align: center; color: red">x</p>', '<span style="color: rgb(1, 2, 3)">x</span>', '<ruby>漢<rt>kan</rt></ruby>', '<p dir="rtl" lang="he">שלום</p>', '<p>😀 &lt;script&gt; is text</p>', '<time datetime="2024-01-01">x</time>', '<abbr title="HyperText">HTML</abbr>',
  '<del>a</del><ins>b</ins>', '<ul><li><input type="checkbox" disabled=""> todo</li><li><input type="checkbox" checked="" disabled=""> done</li></ul>', '<section class="a b"><p>x</p></section>', '<p>1 &gt; 0&nbsp;x</p>', '<a href="https://example.com/" target="_blank" rel="noopener noreferrer">x</a>',
]
