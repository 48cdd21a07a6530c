interface SystemError extends Error {
  code?: string
  errno?: number
  syscall?: string
  path?: string
  dest?: string
}

const isSystemError = (error: unknown): error is SystemError => error instanceof Error && typeof (error as SystemError).syscall === 'string' && typeof (error as SystemError).code === 'string'

const TEXTS: Readonly<Record<string, string>> = {
  EISDIR: 'illegal operation on a directory',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EEXIST: 'file already exists',
  ENOTEMPTY: 'directory not empty',
  EINVAL: 'invalid argument',
  EBUSY: 'resource busy or locked',
}
const NUMBERS: Readonly<Record<string, number>> = { EISDIR: -21, ENOENT: -2, ENOTDIR: -20, EEXIST: -17, ENOTEMPTY: -39, EINVAL: -22, EBUSY: -16 }

/** An error as node:fs makes it, about a name in the folder. */
export function nodeError(code: string, syscall: string, name?: string, dest?: string): NodeJS.ErrnoException {
  return make(code, NUMBERS[code] ?? -1, TEXTS[code] ?? code, syscall, name, dest)
}

const made = new WeakSet<Error>()

function make(code: string, errno: number | undefined, text: string, syscall: string, name: string | undefined, dest: string | undefined): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException & { dest?: string } = new Error(`${code}: ${text}, ${syscall}${name === undefined ? '' : ` '${name}'`}${dest === undefined ? '' : ` -> '${dest}'`}`)
  error.errno = errno
  error.code = code
  error.syscall = syscall
  if (name !== undefined) error.path = name
  if (dest !== undefined) error.dest = dest
  if (name !== undefined) made.add(error)
  return error
}

/** The same error, with the name that the caller gave in place of a path of the machine. */
export function aboutName(error: unknown, name: string, dest?: string, syscall?: string): unknown {
  if (!isSystemError(error) || (made.has(error) && syscall === undefined)) return error
  const text = /^[A-Z0-9]+: ([^,]+)/.exec(error.message)?.[1] ?? 'error'
  return make(error.code!, error.errno, text, syscall ?? error.syscall!, name, dest)
}

/** The code of an error of the system. */
export const codeOf = (error: unknown): string | undefined => (error instanceof Error ? (error as SystemError).code : undefined)

/** Whether an error says that a name is not there. */
export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
