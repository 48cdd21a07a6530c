/** What a URL that is not allowed becomes: it leads nowhere, and can be found in the page. */
export const INERT_URL = 'about:invalid#breakwater'

const SCHEMES: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'tel'])
const SCHEME = /^([a-z][a-z0-9+.-]*):/i
const DATA_IMAGE = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp);base64,[a-z0-9+/=\s]*$/i

export interface UrlRules {
  readonly schemes: ReadonlySet<string>
  readonly dataImages: boolean
}
export const STRICT_RULES: UrlRules = Object.freeze({ schemes: new Set<string>(), dataImages: false })

/** The scheme as a browser finds it, in lower case: leading controls and spaces are dropped, tabs and line breaks vanish anywhere (WHATWG URL 4.4). '' for relative. */
export function schemeOf(url: string): string {
  let start = 0
  while (start < url.length && url.charCodeAt(start) <= 0x20) start++
  const match = SCHEME.exec(url.slice(start, start + 4096).replace(/[\t\n\r]/g, ''))
  return match ? match[1]!.toLowerCase() : ''
}

export function isAllowedUrl(url: string, rules: UrlRules, isImage: boolean): boolean {
  const scheme = schemeOf(url)
  if (scheme === '' || SCHEMES.has(scheme) || rules.schemes.has(scheme)) {
    // A scheme that begins beyond what was looked at.
    return scheme !== '' || !/^[\x00-\x20a-z0-9+.-]{4096}/i.test(url)
  }
  return scheme === 'data' && isImage && rules.dataImages && DATA_IMAGE.test(url)
}

/** True if what follows cannot change the scheme any more: a slash, ?, # or an allowed scheme has been read. */
export function isSettled(prefix: string): boolean {
  return schemeOf(prefix) !== '' || /^[^:]*[/?#\\]/.test(prefix)
}
