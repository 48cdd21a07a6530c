import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import { checkText } from './slots/text.ts'

/** Variables by name, without a prototype: Node.js also passes on what it inherits. */
export type Environment = Record<string, string>

const SMALL = /^(?:PATH|HOME|LANG|LC_[A-Z]+|TZ|TMPDIR|TERM)$/
// Without these no program starts on Windows.
const SMALL_WINDOWS = /^(?:PATH|PATHEXT|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|TEMP|TMP|USERPROFILE|HOME|LANG|TZ)$/i

// Names that make some program run code, load a library or read other configuration.
const DANGEROUS =
  /^(?:LD_.*|DYLD_.*|_?RLD_.*|LIBPATH|SHLIB_PATH|GCONV_PATH|NLSPATH|LOCPATH|HOSTALIASES|RES_OPTIONS|GLIBC_TUNABLES|MALLOC_.*|NODE_OPTIONS|NODE_PATH|NODE_EXTRA_CA_CERTS|NODE_REPL_.*|NODE_TLS_REJECT_UNAUTHORIZED|ELECTRON_RUN_AS_NODE|NPM_CONFIG_.*|YARN_.*|BUN_.*|DENO_.*|BASH_ENV|ENV|BASHOPTS|SHELLOPTS|BASH_FUNC_.*|PS4|PROMPT_COMMAND|IFS|CDPATH|GLOBIGNORE|ZDOTDIR|GIT_.*|.*_RSH|RSYNC_.*|SSH_ASKPASS.*|SUDO_ASKPASS|SUDO_EDITOR|SSH_SK_PROVIDER|PERL5.*|PERLLIB|PERL_.*|PYTHON.*|RUBYOPT|RUBYLIB|BUNDLE_.*|GEM_.*|PHPRC|PHP_INI_SCAN_DIR|LUA_.*|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|JAVA_OPTS|CLASSPATH|MAVEN_OPTS|GRADLE_OPTS|R_.*|JULIA_.*|GUILE_.*|TAR_OPTIONS|TAPE|ZIPOPT|UNZIP|GZIP|XZ_OPT|XZ_DEFAULTS|ZSTD_CLEVEL|BZIP2?|RAR|GREP_OPTIONS|LESS|LESSOPEN|LESSCLOSE|LESSKEY.*|LESSEDIT|MORE|PAGER|MANPAGER|MANOPT|MANPATH|MANROFFOPT|BAT_PAGER|.*PAGER|EDITOR|VISUAL|FCEDIT|.*_EDITOR|BROWSER|VIMINIT|EXINIT|GVIMINIT|VIM|VIMRUNTIME|AWKPATH|AWKLIBPATH|POSIXLY_CORRECT|MAKEFLAGS|MFLAGS|GNUMAKEFLAGS|MAKEFILES|CC|CXX|CPP|LD|AR|CFLAGS|CXXFLAGS|CPPFLAGS|LDFLAGS|RUSTC.*|RUSTFLAGS|CARGO_.*|GOFLAGS|GOROOT|GOENV|GOTOOLDIR|PKG_CONFIG.*|COMPILER_PATH|GCC_EXEC_PREFIX|CPATH|C_INCLUDE_PATH|LIBRARY_PATH|CURL_HOME|CURL_CA_BUNDLE|WGETRC|OPENSSL_.*|SSLKEYLOGFILE|REQUESTS_CA_BUNDLE|PSQLRC|PSQL_.*|PGSERVICEFILE|PGSYSCONFDIR|PGPASSFILE|MYSQL_.*|MAGICK_.*|GS_.*|FFREPORT|FFMPEG_.*|GPG_AGENT_INFO|GNUPGHOME|XDG_CONFIG_.*|XDG_DATA_DIRS|SHELL|COMSPEC|PATHEXT|TERMINFO.*|TERMCAP|TERMPATH|ANSIBLE_.*|HGRCPATH|HGEDITOR|HGMERGE|SVN_.*|CVS_.*|DIFF_OPTIONS|ACK_.*|RIPGREP_CONFIG_PATH|FZF_.*|QT_.*PLUGIN.*|GTK.*MODULES|GIO_.*|ALSA_CONFIG_PATH|XAUTHORITY|ICEAUTHORITY)$/i
// Of those families the names that hold only data.
const HARMLESS = /^(?:GIT_(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL|DATE)|GIT_TERMINAL_PROMPT|GIT_OPTIONAL_LOCKS|GIT_MERGE_AUTOEDIT|PYTHONUNBUFFERED|PYTHONIOENCODING|PYTHONUTF8|PYTHONDONTWRITEBYTECODE|PYTHONHASHSEED)$/
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** True for names that make programs run code, load libraries or change where they look. */
export const isDangerousName = (name: string) => DANGEROUS.test(name) && !HARMLESS.test(name)

/** An own variable of this process: process.env inherits from Object.prototype, which may be polluted. */
export function ownVariable(name: string): string | undefined {
  return Object.getOwnPropertyDescriptor(process.env, name)?.value as string | undefined
}

/** What a child of `sh` inherits: PATH, HOME, LANG, LC_*, TZ, TMPDIR, TERM, and the names that the author gave. */
export function smallEnvironment(inherit: readonly string[]): Environment {
  const found: Environment = Object.create(null)
  const small = process.platform === 'win32' ? SMALL_WINDOWS : SMALL
  for (const name of Object.keys(process.env)) if (small.test(name) || inherit.includes(name)) found[name] = ownVariable(name)!
  return found
}

/** All variables of this process. */
export function wholeEnvironment(): Environment {
  const found: Environment = Object.create(null)
  for (const name of Object.keys(process.env)) found[name] = ownVariable(name)!
  return found
}

/**
 * Reads variables that a caller gives; undefined takes one away.
 * `accept` says which dangerous names are meant. Codes: SHELL_ENV_NAME_REFUSED, SHELL_ENV_REFUSED, SHELL_VALUE_REFUSED.
 */
export function readVariables(input: unknown, where: string, accept: (name: string, value: string) => boolean): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>()
  if (input === undefined || input === null) return found
  if (typeof input !== 'object' || Array.isArray(input)) throw codes.error('SHELL_VALUE_REFUSED', { at: where, got: describeValue(input), todo: 'Give an object of names and strings.' })
  for (const name of Object.keys(input)) {
    const given = Object.getOwnPropertyDescriptor(input, name)?.value as unknown
    if (given === undefined) {
      found.set(name, undefined)
      continue
    }
    // Bash passes exported functions as BASH_FUNC_x%%; Windows has names such as ProgramFiles(x86).
    if (!NAME.test(name) && ownVariable(name) !== given) throw codes.error('SHELL_ENV_NAME_REFUSED', { at: where, got: 'a malformed name' })
    const value = typeof given === 'number' && Number.isFinite(given) ? String(given) : typeof given === 'boolean' ? String(given) : checkText(given, `${where}: ${NAME.test(name) ? name : 'a variable'}`)
    if (isDangerousName(name) && !accept(name, value)) throw codes.error('SHELL_ENV_REFUSED', { at: where, got: name, todo: `If you mean it, name it: allowEnv: ['${name}'].` })
    found.set(name, value)
  }
  return found
}
