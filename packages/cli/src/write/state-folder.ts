import { closeSync, existsSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { codes } from '../codes.ts'
import { replaceFile } from './atomic.ts'

/** The folder that keeps what a run replaced; git ignores it by its own .gitignore. */
const STATE_FOLDER = '.breakwater'

/** Makes the state folder where it is missing. Code: CLI_UNDO_JOURNAL_REFUSED where something else stands there. */
export function openStateFolder(root: string): string {
  const folder = join(root, STATE_FOLDER)
  mkdirSync(join(folder), { recursive: true })
  if (!lstatSync(folder).isDirectory()) throw codes.error('CLI_UNDO_JOURNAL_REFUSED', { at: STATE_FOLDER })
  if (!existsSync(join(folder, '.gitignore'))) replaceFile(join(folder, '.gitignore'), '*\n')
  return folder
}

/** Runs `action` while no other run may write to the project. Code: CLI_BUSY. */
export async function withLock<T>(root: string, action: (folder: string) => Promise<T>): Promise<T> {
  const folder = openStateFolder(root)
  const path = join(folder, 'lock')
  if (!takeLock(root, path)) {
    if (isAlive(path)) throw codes.error('CLI_BUSY')
    rmSync(path, { force: true })
    if (!takeLock(root, path)) throw codes.error('CLI_BUSY')
  }
  try {
    return await action(folder)
  } finally {
    rmSync(path, { force: true })
    removeIfUnused(folder)
  }
}

/** Takes the folder away where it keeps nothing: a run that changes nothing leaves nothing behind. */
function removeIfUnused(folder: string): void {
  try {
    if (existsSync(join(folder, 'undo'))) rmdirSync(join(folder, 'undo'))
    if (readdirSync(folder).join() !== '.gitignore') return
    rmSync(join(folder, '.gitignore'))
    rmdirSync(folder)
  } catch {
    // Something is kept, or another run has begun.
  }
}

function takeLock(root: string, path: string): boolean {
  // Another run that ends may have just taken the folder away.
  openStateFolder(root)
  try {
    const file = openSync(path, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function isAlive(path: string): boolean {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    // An empty lock is one that is being written.
    if (!Number.isInteger(pid) || pid <= 0) return true
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
