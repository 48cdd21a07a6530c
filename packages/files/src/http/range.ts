/** The one range of a request (RFC 9110, 14.1.2): undefined where the whole is to be sent, 'none' where nothing of it exists. */
export function rangeOf(header: string | undefined, size: number): { start: number; end: number } | 'none' | undefined {
  // Several ranges are a way to make a server send a file many times (CVE-2011-3192); the whole is always allowed.
  const match = header === undefined ? null : /^bytes=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header)
  if (match === null || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') {
    const last = Number(match[2])
    return last === 0 || size === 0 ? 'none' : { start: Math.max(0, size - last), end: size - 1 }
  }
  const start = Number(match[1])
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  if (match[2] !== '' && Number(match[2]) < start) return undefined
  return start >= size ? 'none' : { start, end }
}

interface Validators {
  readonly tag: string
  readonly modified: Date
}

const seconds = (date: Date) => Math.floor(date.getTime() / 1000)
const parsed = (header: string | undefined): number | undefined => {
  const time = header === undefined ? NaN : Date.parse(header)
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000)
}
const matches = (header: string, tag: string, weak: boolean) =>
  header.trim() === '*' || header.split(',').some(item => {
    const other = item.trim()
    return weak ? other.replace(/^W\//, '') === tag.replace(/^W\//, '') : other === tag && !tag.startsWith('W/')
  })

/** 304 or 412 where the conditions of the request say so (RFC 9110, 13.2.2). */
export function conditionOf(header: (name: string) => string | undefined, { tag, modified }: Validators, isRead: boolean): 304 | 412 | undefined {
  const match = header('if-match')
  const unmodified = parsed(header('if-unmodified-since'))
  if (match !== undefined ? !matches(match, tag, true) : unmodified !== undefined && seconds(modified) > unmodified) return 412
  const none = header('if-none-match')
  if (none !== undefined) return matches(none, tag, true) ? (isRead ? 304 : 412) : undefined
  const since = parsed(header('if-modified-since'))
  return isRead && since !== undefined && seconds(modified) <= since ? 304 : undefined
}

/** Whether a range may be answered: the client's copy is of this very file. */
export function isSame(header: string | undefined, { tag, modified }: Validators): boolean {
  if (header === undefined) return true
  if (header.startsWith('"') || header.startsWith('W/')) return matches(header, tag, true)
  return parsed(header) === seconds(modified)
}
