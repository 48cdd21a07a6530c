const NAMED: Readonly<Record<string, string>> = Object.freeze({ __proto__: null, amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', colon: ':', sol: '/', Tab: '\t', NewLine: '\n' } as unknown as Record<string, string>)

/** Decodes the character references that templates use in URLs; undefined if there is one that is not known here. */
export function decodeEntities(text: string): string | undefined {
  if (!text.includes('&')) return text
  let isKnown = true
  const out = text.replace(/&(?:#x([0-9a-f]{1,6});|#([0-9]{1,7});|([a-z][a-z0-9]*);|(#)|([a-z][a-z0-9]*(?![a-z0-9=]))?)/gi, (all, hex?: string, decimal?: string, name?: string, bare?: string, open?: string) => {
    const code = hex ? parseInt(hex, 16) : decimal ? parseInt(decimal, 10) : undefined
    if (code !== undefined) {
      if (code >= 0x20 && code < 0x7f || code === 9 || code === 10 || code > 0xa0 && code <= 0xffff && (code < 0xd800 || code > 0xdfff)) return String.fromCharCode(code)
      isKnown = false
    } else if (name !== undefined && NAMED[name] !== undefined) return NAMED[name]
    else if (name !== undefined || bare !== undefined || open !== undefined) isKnown = false
    return all
  })
  return isKnown ? out : undefined
}
