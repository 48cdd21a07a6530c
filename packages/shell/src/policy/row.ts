/**
 * What an argument is to a program:
 * - any: text, a pattern, a name, a number: only the program's own data
 * - path: a local file or folder
 * - url: http(s) only, or an address without a scheme
 * - git-url: what git fetches from: http(s), ssh, git, user@host:path, a remote's name, a local path; no helper (ext::), no file:
 * - remote: a local path of rsync, scp or tar; host:path only where the author wrote the colon
 * - local: a file, by programs that would also take URLs, devices or macros
 * - host: a host name or address, perhaps with user@ and :port
 * - code: code, a command or a file of them: no slot at all
 * - script: code of a small language in which a whole number is only a number (sed, awk)
 * - assign: NAME=value with the name written by the author
 * - other roles are described where they are judged (roles.ts)
 */
export type Role =
  | 'any' | 'path' | 'url' | 'open' | 'git-url' | 'remote' | 'local' | 'host' | 'code' | 'script' | 'assign' | 'package' | 'pid' | 'target' | 'write'
  | 'data' | 'urlencode' | 'form' | 'header' | 'cookie' | 'at-file' | 'plus' | 'awk-file' | 'awk-var' | 'ssh-option' | 'image' | 'media' | 'mount' | 'database' | 'dig' | 'config-key' | 'config-value' | 'line'

/** How options look. */
export type Style = 'gnu' | 'single' | 'none'

/** What is known of one program or subcommand. */
export interface Row {
  /** Roles of operands by position; the last one repeats. */
  readonly operands: readonly Role[]
  /** Options that take a value, as `-x value`, `-xvalue`, `--long value` or `--long=value`: its role, or one role for each of several values. */
  readonly values: Readonly<Record<string, readonly Role[]>>
  /** Options whose value can only be attached: `-xvalue`, `--long=value`. */
  readonly attached: Readonly<Record<string, Role>>
  /** The program ends its options at `--`, and what follows is an operand; from so many operands on. */
  readonly dashes: false | number
  /** Options end at the first operand (POSIX order); what follows is the program's or script's own. */
  readonly stops: boolean
  readonly style: Style
  /** A separate value that begins with a dash is read as an option all the same (nopt, argparse, clap). */
  readonly isGuarded: boolean
  /** The first operand is not there where one of these options is. */
  readonly unless: readonly string[]
  /** Options after which every argument is an operand. */
  readonly ends: readonly string[]
  /** What follows the first operand belongs to a script, which is a program that the table does not know. */
  readonly isScript: boolean
  /** An option whose value is a program of its own, with all that follows (python -m). */
  readonly module: string | undefined
  /** `-TERM` is a signal. */
  readonly hasSignals: boolean
  /** `+x` is an option too. */
  readonly hasPlus: boolean
  /** Where this flag is given, operands have these roles. */
  readonly when: { readonly option: string; readonly operands: readonly Role[] } | undefined
  /** A command follows after so many operands. */
  readonly inner?: number
  /** NAME=value operands stand before the inner command. */
  readonly assigns?: boolean
  /** Subcommands. */
  readonly sub?: Readonly<Record<string, Row>>
  /** Flags that a value split by words() may bring: they only change what is printed. */
  readonly harmless: readonly string[]
  /** A special reader of arguments. */
  readonly reader?: 'find' | 'tar' | 'dd' | 'echo' | 'test' | 'xargs'
  /** Exit codes that mean "nothing found", not a failure. */
  readonly nothing?: number
}

/** A row as it is written in the tables. */
export interface RowText {
  /** 'any path': the last repeats. */
  readonly ops?: string
  /** 'e regexp=any; f file=path; arg=any,any'. */
  readonly val?: string
  /** 'color colour=any; i=path'. */
  readonly att?: string
  readonly dd?: true | number
  readonly stops?: true
  readonly style?: Style
  readonly guarded?: true
  readonly unless?: string
  readonly ends?: string
  readonly script?: true
  readonly module?: string
  readonly plus?: true
  readonly signals?: true
  /** 'c: code any'. */
  readonly when?: string
  readonly inner?: number
  readonly assigns?: true
  readonly sub?: Readonly<Record<string, RowText>>
  readonly harmless?: string
  readonly reader?: Row['reader']
  readonly nothing?: number
}

const list = (text: string | undefined) => (text ? text.split(' ') : [])

/** Reads a row of the tables. */
export function readRow(text: RowText): Row {
  const values: Record<string, readonly Role[]> = Object.create(null)
  const attached: Record<string, Role> = Object.create(null)
  for (const [names, roles] of entries(text.val)) for (const name of names) values[name] = roles
  for (const [names, roles] of entries(text.att)) for (const name of names) attached[name] = roles[0]!
  let sub: Record<string, Row> | undefined
  if (text.sub) {
    sub = Object.create(null) as Record<string, Row>
    for (const [names, row] of Object.entries(text.sub)) for (const name of names.split(' ')) sub[name] = readRow(row)
  }
  return {
    operands: text.ops ? (list(text.ops) as Role[]) : ['any'],
    values,
    attached,
    dashes: text.dd === undefined ? false : Number(text.dd === true ? 0 : text.dd),
    stops: text.stops === true || text.script === true || text.inner !== undefined || sub !== undefined,
    style: text.style ?? 'gnu',
    isGuarded: text.guarded === true,
    unless: list(text.unless),
    ends: list(text.ends),
    isScript: text.script === true,
    module: text.module,
    hasPlus: text.plus === true,
    hasSignals: text.signals === true,
    when: readWhen(text.when),
    ...(text.inner === undefined ? {} : { inner: text.inner }),
    ...(text.assigns ? { assigns: true } : {}),
    ...(sub ? { sub } : {}),
    harmless: list(text.harmless),
    ...(text.reader ? { reader: text.reader } : {}),
    ...(text.nothing === undefined ? {} : { nothing: text.nothing }),
  }
}

function readWhen(text: string | undefined): Row['when'] {
  const [option, operands] = text?.split(': ') ?? []
  return option && operands ? { option, operands: list(operands) as Role[] } : undefined
}

function* entries(text: string | undefined): Generator<readonly [readonly string[], readonly Role[]]> {
  for (const part of text?.split(';') ?? []) {
    const [names, roles] = part.trim().split('=')
    if (names && roles) yield [names.split(' '), roles.split(',') as Role[]]
  }
}
