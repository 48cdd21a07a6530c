import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, constants, fchmodSync, fchownSync, fsyncSync, lstatSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** A file written beside its target and not yet in its place. */
export interface StagedFile {
  /** Puts it in place of the target in one step. */
  commit(): void
  /** Takes it away. */
  discard(): void
}

/** Writes bytes beside a file, with that file's mode and owner, so that a rename replaces it whole or not at all. */
export function stageFile(target: string, bytes: Buffer, mode: number): StagedFile {
  const path = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}.breakwater`)
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600)
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    keepOwner(file, target)
    fchmodSync(file, mode)
    fsyncSync(file)
  } catch (error) {
    closeSync(file)
    rmSync(path, { force: true })
    throw error
  }
  closeSync(file)
  return { commit: () => renameSync(path, target), discard: () => rmSync(path, { force: true }) }
}

// Run as root over somebody's tree, the new file must not become root's.
function keepOwner(file: number, target: string): void {
  try {
    const { uid, gid } = lstatSync(target)
    if (uid !== process.getuid?.() || gid !== process.getgid?.()) fchownSync(file, uid, gid)
  } catch {
    // Not ours to give away.
  }
}

/** The bytes of a regular file, or undefined where there is none (a link counts as none). */
export function readRegular(path: string): Buffer | undefined {
  try {
    return lstatSync(path).isFile() ? readFileSync(path) : undefined
  } catch {
    return undefined
  }
}

/** Writes one file of our own in one step. */
export function replaceFile(path: string, text: string): void {
  const staged = stageFile(path, Buffer.from(text, 'utf8'), 0o600)
  try {
    staged.commit()
  } catch (error) {
    staged.discard()
    throw error
  }
  chmodSync(path, 0o644)
}
