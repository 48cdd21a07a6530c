import type { Arg } from './arg.ts'
import { wrongOperand } from './refusals.ts'

interface Context {
  readonly program: string
  readonly seen?: ReadonlySet<string>
}

const HTTP = /^https?:\/\//i
// curl guesses a protocol from the host name where the scheme is missing (curl(1), "URL").
const GUESSED = /^(?:ftp|dict|ldap|imap|smtp|pop3)\./i
const BARE = /^[\p{L}\p{N}][\p{L}\p{N}._~-]*(?::\d{1,5})?(?:[/?#]|$)/u

/** http(s), or an address without a scheme. A value must not bring another scheme (file:, gopher:, dict: …), nor curl's own patterns ({a,b}, [1-9]). */
export function judgeUrl(arg: Arg, { program, seen }: Context): void {
  const { text } = arg
  if (/[\0-\x20\x7f]/.test(text)) throw wrongOperand(program, arg, 'a URL with a blank or control character', 'Encode it: encodeURIComponent(x).')
  const rest = text.replace(HTTP, '')
  if (rest === text && (!BARE.test(text) || GUESSED.test(text))) throw wrongOperand(program, arg, 'a URL that is not http or https', 'Write the scheme yourself: https://${rest}; another scheme only as static text.')
  if (!/^curl\b/.test(program) || seen?.has('g') || seen?.has('globoff')) return
  if (/[{}[\]]/.test(rest.replace(/^(?:[^/?#@]*@)?\[[0-9A-Fa-f:.%]+\]/, '')) && /[{}[\]]/.test(arg.foreign)) throw wrongOperand(program, arg, 'a URL with braces or brackets, which curl expands', 'Encode it: encodeURIComponent(x), or turn that off: curl -g.')
}

const USER_HOST = /^(?:[\w.+-]+@)?[A-Za-z0-9_][A-Za-z0-9_.-]*$/
const LOCAL = /^(?:[^:]*$|\.{0,2}\/)/

/** What git fetches from or pushes to. Refuses helpers (ext::, fd::), file: and hosts that begin with a dash (CVE-2017-1000117). */
export function judgeGitUrl(arg: Arg, { program }: Context): void {
  const { text } = arg
  const refused = (got: string) => wrongOperand(program, arg, got, 'Give an http(s), ssh or git URL, user@host:path, the name of a remote, or path(x) for a folder.')
  if (/[\0-\x1f\x7f]/.test(text)) throw refused('a control character')
  const scheme = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/@]*@)?(\[?[^/:?#]*)/i.exec(text)
  if (scheme) {
    if (!/^(?:https?|ssh|git|git\+ssh|ssh\+git)$/i.test(scheme[1]!)) throw refused('a URL of another scheme')
    if (/^-/.test(scheme[2]!) || /^[a-z+]+:\/\/-/i.test(text)) throw refused('a host that begins with a dash')
    return
  }
  if (/^[\w+.-]*::/.test(text)) throw refused('a remote helper, which is a command')
  if (LOCAL.test(text)) return
  const colon = text.indexOf(':')
  if (!USER_HOST.test(text.slice(0, colon)) || text[colon + 1] === '-') throw refused('something else before the colon')
}

/** A host name or address, perhaps with user@ before it and :port after it. Refuses a leading dash, also after @ (CVE-2023-51385). */
export function judgeHost(arg: Arg, { program }: Context): void {
  if (!/^(?:[A-Za-z0-9_.+][\w.+-]*@)?(?:[\p{L}\p{N}_][\p{L}\p{N}_.-]*(?::\d{1,5})?|\[?[0-9A-Fa-f:.]+(?:%[\w.]+)?\]?(?::\d{1,5})?)$/u.test(arg.text)) throw wrongOperand(program, arg, 'a value that is no host', 'Give a name or an address, perhaps user@host.')
}
