const SPECIAL = /[&<>"'\r\0]/

/** Escapes text for data, RCDATA and quoted attributes. CR and NUL would be changed by a browser's input preprocessing (HTML 13.2.3.5). */
export function escapeText(text: string): string {
  const first = text.search(SPECIAL)
  if (first < 0) return text
  let out = ''
  let from = 0
  for (let index = first; index < text.length; index++) {
    let entity: string
    switch (text.charCodeAt(index)) {
      case 38: entity = '&amp;'; break
      case 60: entity = '&lt;'; break
      case 62: entity = '&gt;'; break
      case 34: entity = '&#34;'; break
      case 39: entity = '&#39;'; break
      case 13: entity = '&#13;'; break
      case 0: entity = '\ufffd'; break
      default: continue
    }
    if (from < index) out += text.slice(from, index)
    out += entity
    from = index + 1
  }
  return from < text.length ? out + text.slice(from) : out
}
