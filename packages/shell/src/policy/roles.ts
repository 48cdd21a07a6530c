import type { Arg } from './arg.ts'
import { isCode, wrongOperand } from './refusals.ts'
import { isDangerousName } from '../environment.ts'
import type { Role } from './row.ts'
import { judgeGitUrl, judgeHost, judgeUrl } from './addresses.ts'

/** What a judge may look at besides the argument. */
export interface RoleContext {
  readonly program: string
  readonly operands: readonly Arg[]
  /** Options that were given. */
  readonly seen?: ReadonlySet<string>
}

type Judge = (arg: Arg, context: RoleContext) => void

/** Judges an argument that holds a value. Codes: SHELL_CODE_POSITION, SHELL_OPERAND_REFUSED. */
export function judgeRole(role: Role, arg: Arg, context: RoleContext): void {
  // path(…) begins with / or ./, or is a plain name: no scheme, host, @, + or = can stand in it.
  if (arg.isPath && TAKES_PATH.has(role) && arg.pieces[0]!.kind === 'path') return
  JUDGES[role](arg, context)
}

const TAKES_PATH: ReadonlySet<Role> = new Set(['path', 'remote', 'local', 'git-url', 'awk-file', 'image', 'media', 'at-file', 'plus', 'target', 'write', 'database', 'package', 'open'])

const wrong = ({ program }: RoleContext, arg: Arg, got: string, todo?: string) => wrongOperand(program, arg, got, todo)
const code: Judge = (arg, { program }) => { throw isCode(program, arg) }
const SCHEME = /^[a-z][a-z0-9+.-]*:/i

const JUDGES: Readonly<Record<Role, Judge>> = {
  any: () => undefined,
  path: () => undefined,
  url: judgeUrl,
  open: judgeUrl,
  'git-url': judgeGitUrl,
  host: judgeHost,
  code,
  script(arg, { program }) {
    if (!arg.isNumber) throw isCode(program, arg, "Write the script as static text; give awk a value with NAME=${x} before it and ENVIRON[\"NAME\"], and do the rest in JavaScript.")
  },
  remote(arg, context) {
    const colon = arg.text.indexOf(':')
    if (colon === -1 || arg.text.slice(0, colon).includes('/')) return
    if (!arg.writes(':') || arg.from(colon).lead[0] !== ':') throw wrong(context, arg, 'a name with a colon, which means a host', 'Write path(x) for a local file; for a remote one write the colon yourself: ${host}:${file}.')
    if (/[`$;&|<>()'"\\*?[\]#~!{}\n]/.test(arg.foreign)) throw wrong(context, arg, 'characters that a shell on the other host may read')
    if (arg.text.startsWith('-')) throw wrong(context, arg, 'a host that begins with a dash')
  },
  local(arg, context) {
    if (SCHEME.test(arg.text) || /^[|@%]|%pipe%/i.test(arg.text) || /\.git(?:#|$)|^git@/.test(arg.text)) throw wrong(context, arg, 'a value that is no plain file name')
  },
  assign(arg, { program }) {
    const name = /^([^=]+)=/.exec(arg.lead)?.[1]
    if (name === undefined) throw wrongOperand(program, arg, 'a value where NAME=value is read', 'Write the name: NAME=${value}.')
    if (name === 'PATH' || isDangerousName(name)) throw isCode(program, arg, 'Programs read this variable as code or as a place to look for it.')
  },
  package(arg, context) {
    if (!/^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9_][\w.+-]*(?:\[[\w,.-]*\])?(?:(?:@|[=<>~!^]=?)[\w.*^~<>=|,+! -]*)?$/i.test(arg.text)) throw wrong(context, arg, 'a value that is no name of a package', 'Give name or name@version; for a folder or an archive write path(x).')
    if (/\.(?:tgz|tar\.gz|whl|zip)$/i.test(arg.text)) throw wrong(context, arg, 'the name of an archive', 'For a folder or an archive write path(x).')
  },
  pid(arg, context) {
    if (!/^[1-9]\d*$/.test(arg.text)) throw wrong(context, arg, 'a value that is no process id', 'Give a positive whole number; 0 and negative numbers mean whole groups.')
  },
  target(arg, context) {
    if (arg.isNumber) return
    if (arg.text.includes('=')) throw isCode(context.program, arg, 'make reads NAME=value as an assignment whose value it expands: give it in the environment, NAME=${value} make …, and write "$$NAME" in the recipe.')
  },
  write: code,
  data(arg, context) {
    if (!arg.lead && arg.text.startsWith('@')) throw wrong(context, arg, 'a value that begins with @, which reads a file', 'Write --data-raw, or @${path(x)} if a file is meant.')
    if (arg.lead === '@') JUDGES.path(arg, context)
  },
  urlencode(arg, context) {
    // name@file reads a file as well, unless a = stands before it.
    const at = arg.text.indexOf('@')
    const equals = arg.text.indexOf('=')
    if (at !== -1 && (equals === -1 || at < equals) && !(arg.writes('@') && arg.from(at).lead[0] === '@')) throw wrong(context, arg, 'a value with @, which reads a file', 'Write name=${value}.')
  },
  form(arg, context) {
    if (!arg.lead.includes('=')) throw wrong(context, arg, 'a value where name=content is read', 'Write the name, and --form-string for text: --form-string name=${x}.')
    const value = arg.from(arg.lead.indexOf('=') + 1)
    if (!value.lead && /^[@<]/.test(value.text)) throw wrong(context, arg, 'a value that begins with @ or <, which reads a file', 'Write --form-string, or name=@${path(x)} if a file is meant.')
    if (/[;,"\\]/.test(value.foreign)) throw wrong(context, arg, 'a value with ; , or quotes, which curl reads itself', 'Write --form-string for text.')
  },
  header(arg, context) {
    if (/[\r\n]/.test(arg.text)) throw wrong(context, arg, 'a line break in a header')
    if (!arg.lead && arg.text.startsWith('@')) throw wrong(context, arg, 'a value that begins with @, which reads a file', 'Write the name of the header: Name: ${value}.')
  },
  cookie(arg, context) {
    if (!arg.text.includes('=')) throw wrong(context, arg, 'a value without =, which names a file', 'Write name=${value}.')
    JUDGES.header(arg, context)
  },
  'at-file'(arg, context) {
    if (arg.text.startsWith('@')) throw wrong(context, arg, 'a value that begins with @, which reads more arguments from a file')
  },
  plus(arg, context) {
    if (arg.text.startsWith('+')) throw isCode(context.program, arg, 'Write path(x): what begins with + is a command of the editor or pager.')
  },
  'awk-file'(arg, context) {
    if (/^[A-Za-z_][\w:]*=/.test(arg.text)) throw wrong(context, arg, 'a value of the form NAME=value, which sets a variable')
  },
  'awk-var'(arg, context) {
    if (!/^[A-Za-z_]\w*=/.test(arg.lead)) throw isCode(context.program, arg, 'Write the name: -v name=${value}.')
    if (/[\\\n]/.test(arg.foreign)) throw wrong(context, arg, 'a backslash or line break, which awk reads as an escape', 'Give it in the environment: NAME=${x} awk …, and read ENVIRON["NAME"].')
  },
  'ssh-option'(arg, context) {
    const name = /^\s*(\w+)\s*[=\s]/.exec(arg.lead)?.[1]?.toLowerCase()
    if (name === undefined || !SSH_SAFE.has(name)) throw isCode(context.program, arg, 'Only options that run nothing take values; write others as static text.')
    // A host name is put into the command of ProxyCommand (CVE-2023-51385).
    if (!(name.endsWith('file') ? /^[^\n\r"'\\%`$;|&<>]*$/ : /^[\w.,:@+/-]*$/).test(arg.foreign)) throw wrong(context, arg, 'characters that ssh or a shell behind it may read')
  },
  image(arg, context) {
    if (SCHEME.test(arg.text) || /^[|@]|[*?[\]%]/.test(arg.text)) throw wrong(context, arg, 'a value that ImageMagick reads as a coder, list, pattern or command', 'Write path(x).')
  },
  media(arg, context) {
    if (/^https?:\/\//.test(arg.lead)) return
    if (SCHEME.test(arg.text) || /[|]|^@/.test(arg.text)) throw wrong(context, arg, 'a value that names a protocol', 'Write path(x) for a file, or the scheme yourself: https://${rest}.')
  },
  mount(arg, context) {
    if (/[:,]/.test(arg.foreign)) throw wrong(context, arg, 'a value with a colon or comma, which adds options')
    if (arg.pieces.length === 1 && !arg.isPath) throw isCode(context.program, arg, 'Write the other side yourself: -v ${path(dir)}:/data.')
  },
  database(arg, context) {
    if (/=|:\/\//.test(arg.text)) throw wrong(context, arg, 'a connection string, which can name another server, files and commands', 'Give a plain name, and the server by its own options.')
  },
  dig(arg, context) {
    if (/^[@+]/.test(arg.text)) throw wrong(context, arg, 'a value that names a server or an option')
    judgeHost(arg, context)
  },
  'config-key'(arg, { program }) {
    throw isCode(program, arg, 'Choose the key from a list that you wrote: opt(key, […]). Keys such as core.sshCommand and alias.x run programs.')
  },
  'config-value'(arg, context) {
    const key = context.operands.find(operand => operand.text.includes('.'))?.text.toLowerCase() ?? ''
    if (/^remote\.[\w.-]+\.(?:push)?url$/.test(key)) judgeGitUrl(arg, context)
    else if (!CONFIG_SAFE.test(key)) throw isCode(context.program, arg, 'Only keys that run nothing take values.')
  },
  line(arg, context) {
    if (/[\r\n]/.test(arg.text)) throw wrong(context, arg, 'a line break')
  },
}

// ssh_config(5): options whose value is only data.
const SSH_SAFE: ReadonlySet<string> = new Set(
  'addressfamily batchmode bindaddress ciphers compression connectionattempts connecttimeout fingerprinthash hostkeyalias hostkeyalgorithms hostname identitiesonly identityfile kexalgorithms loglevel macs numberofpasswordprompts passwordauthentication port preferredauthentications pubkeyauthentication requesttty serveralivecountmax serveraliveinterval stricthostkeychecking tcpkeepalive user userknownhostsfile'.split(' '),
)

// git-config(1): keys whose value is only data.
const CONFIG_SAFE = /^(?:user\.(?:name|email|signingkey)|author\.(?:name|email)|committer\.(?:name|email)|init\.defaultbranch|branch\.[\w./-]+\.(?:remote|merge|rebase|description)|remote\.[\w.-]+\.(?:fetch|push|tagopt|prune)|push\.default|pull\.(?:rebase|ff)|merge\.ff|commit\.gpgsign|tag\.gpgsign|color\.[\w.]+|core\.(?:autocrlf|filemode|bare|eol|ignorecase|quotepath|longpaths|symlinks|safecrlf|abbrev|commentchar)|http\.(?:postbuffer|timeout|lowspeedlimit|lowspeedtime|sslverify)|fetch\.prune|advice\.[\w.]+|safe\.directory|gc\.\w+|i18n\.\w+|rebase\.\w+|status\.\w+|log\.\w+|help\.autocorrect)$/
