const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** HTML 13.1.2: void elements. */
export const VOID = words('area base br col embed hr img input link meta param source track wbr')

/** Elements whose content is not markup (HTML 13.2.5, states RCDATA, RAWTEXT, script data). */
export const RAW = words('script style title textarea xmp iframe noembed noframes')

/** Tags that change how all that follows is read. */
export const REFUSED_TAGS = words('plaintext frameset frame')

/** Start tags at which a browser leaves svg and math (HTML 13.2.6.5). */
export const BREAKOUT = words(`b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span
  strong strike sub sup table tt u ul var font`)

/** Elements of svg and math whose content is HTML again. */
export const INTEGRATION = words('foreignobject desc title annotation-xml mi mo mn ms mtext')

export const ANIMATION = words('animate animatetransform animatemotion animatecolor set')

/** Boolean attributes (HTML, index of attributes). */
export const BOOLEAN = words(`allowfullscreen async autofocus autoplay checked controls default defer disabled download formnovalidate hidden inert ismap itemscope loop multiple muted
  nomodule novalidate open playsinline readonly required reversed selected`)

/** Attributes for which true and false are words. */
export const ENUMERATED = words('contenteditable draggable spellcheck translate autocomplete writingsuggestions')

/** Attributes that hold a URL which a browser shows or follows. */
export const URL_ATTRIBUTES = words('href src action formaction cite poster background longdesc lowsrc dynsrc xlink:href')

/** Attributes that load what runs, or say how it runs; per element where only some do. */
export const REFUSED_ATTRIBUTES = words('ping is http-equiv attributionsrc sandbox allow csp codebase classid archive code profile manifest usemap imagesrcset xml:base')

/** rel values of <link> that load nothing that runs. */
export const HARMLESS_REL = words('canonical alternate icon shortcut apple-touch-icon author license next prev search help bookmark me dns-prefetch preconnect mask-icon amphtml shortlink')
