const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean))

const BASIC = `p br b strong i em u s strike del ins mark small sub sup code kbd samp var pre blockquote q cite abbr span ul ol li a hr`
const RICH = `h1 h2 h3 h4 h5 h6 div section article header footer aside nav main address hgroup dl dt dd table caption colgroup col thead tbody tfoot tr th td figure figcaption
  img picture details summary dfn time data bdi bdo ruby rt rp wbr big tt font center input`

/** The tags of each policy. None of them runs, loads or changes how a browser reads what follows. */
export const POLICY_TAGS: Readonly<Record<'text' | 'basic' | 'rich', ReadonlySet<string>>> = { text: new Set(), basic: words(BASIC), rich: words(`${BASIC} ${RICH}`) }

/** Attributes that stay on every tag. */
export const GLOBAL_ATTRIBUTES = words('title lang dir')

/** Further attributes by tag. */
export const TAG_ATTRIBUTES: Readonly<Record<string, ReadonlySet<string>>> = Object.freeze(Object.assign(Object.create(null), {
  a: words('href target rel hreflang'), img: words('src alt width height loading'), ol: words('start reversed type'), ul: words('type'), li: words('value type'),
  td: words('colspan rowspan headers align valign width height'), th: words('colspan rowspan headers scope align valign abbr width height'), tr: words('align valign'), table: words('border cellpadding cellspacing width align summary'),
  col: words('span width'), colgroup: words('span width'), q: words('cite'), blockquote: words('cite'), del: words('cite datetime'), ins: words('cite datetime'), time: words('datetime'), data: words('value'),
  details: words('open'), input: words('type checked disabled'), font: words('color size face'), p: words('align'), div: words('align'), h1: words('align'), h2: words('align'), h3: words('align'), hr: words('width size'),
}))

/** Style properties that change how text looks and not where it stands on the page. */
export const STYLE_PROPERTIES = words(`color background-color font-weight font-style font-size font-family font-variant line-height letter-spacing word-spacing text-align text-decoration text-decoration-line
  text-decoration-style text-decoration-color text-indent text-transform vertical-align white-space width height max-width min-width max-height float clear display margin margin-left margin-right margin-top margin-bottom
  padding padding-left padding-right padding-top padding-bottom border border-left border-right border-top border-bottom border-color border-style border-width border-collapse border-spacing border-radius list-style-type list-style-position
  direction table-layout opacity aspect-ratio word-break overflow-wrap`)
