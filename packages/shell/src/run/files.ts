import { closeSync, constants, fstatSync, ftruncateSync, openSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname, sep } from 'node:path'
import { BreakwaterError } from '@breakwater/core'
import { codes } from '../codes.ts'
import type { PreparedFile } from '../prepare.ts'

const FLAGS = {
  '<': constants.O_RDONLY,
  '>': constants.O_WRONLY | constants.O_CREAT,
  '>>': constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND,
} as const

/**
 * Opens the file of a redirect. One that was named at run time must be a regular file inside the working folder: no link leads out, no device or pipe is opened,
 * and nothing is emptied before that is known. Codes: SHELL_REDIRECT_REFUSED, SHELL_REDIRECT_FAILED.
 */
export function openRedirect({ mode, file, isConfined }: PreparedFile, cwd: string): number {
  const refuse = (got: string) => codes.error('SHELL_REDIRECT_REFUSED', { at: mode, got })
  try {
    if (!isConfined) return openSync(file, FLAGS[mode] | (mode === '>' ? constants.O_TRUNC : 0), 0o666)
    const home = realpathSync(cwd)
    const isInside = (path: string) => path.startsWith(home.endsWith(sep) ? home : home + sep)
    if (!isInside(realpathSync(dirname(file)) + sep)) throw refuse('a name outside of it')
    const fd = openSync(file, FLAGS[mode] | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0), 0o666)
    try {
      if (!fstatSync(fd).isFile()) throw refuse('no regular file')
      // What was opened counts, not what stood there before (CWE-367).
      if (process.platform === 'linux' && !isInside(readlinkSync(`/proc/self/fd/${fd}`))) throw refuse('a name outside of it')
      if (mode === '>') ftruncateSync(fd)
      return fd
    } catch (error) {
      closeSync(fd)
      throw error
    }
  } catch (error) {
    if (BreakwaterError.is(error)) throw error
    const reason = String((error as { code?: unknown }).code ?? 'unknown')
    if (reason === 'ELOOP' && isConfined) throw refuse('a symbolic link')
    throw codes.error('SHELL_REDIRECT_FAILED', { at: mode, details: { reason } })
  }
}
