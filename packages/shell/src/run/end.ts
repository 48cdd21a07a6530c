import { family, isAlive, signalProcess } from './processes.ts'
import type { Root } from './processes.ts'

const POLL_MS = 10
const ROUNDS = 20

/** Ends processes with all their family: TERM, and KILL after `killAfterMs` for what still lives. Resolves when nothing of it is left, or nothing more can be done. */
export async function endTree(roots: readonly Root[], killAfterMs: number): Promise<void> {
  // Found before the first signal: when a parent ends, its children belong to init.
  let members = family(roots)
  signalAll(roots, members, 'SIGTERM')
  const until = Date.now() + killAfterMs
  while (Date.now() < until && isLeft(roots, members)) await wait()
  for (let round = 0; round < ROUNDS; round++) {
    members = [...members.filter(isAlive), ...family(roots).filter(entry => !members.some(known => known.pid === entry.pid))]
    if (!isLeft(roots, members)) return
    signalAll(roots, members, 'SIGKILL')
    await wait()
  }
}

function signalAll(roots: readonly Root[], members: readonly { pid: number }[], signal: NodeJS.Signals): void {
  for (const { pid, isLeader } of roots) signalProcess(isLeader && process.platform !== 'win32' ? -pid : pid, signal)
  for (const { pid } of members) signalProcess(pid, signal)
}

function isLeft(roots: readonly Root[], members: Parameters<typeof isAlive>[0][]| readonly Parameters<typeof isAlive>[0][]): boolean {
  if (process.platform === 'linux') return members.some(isAlive)
  return roots.some(({ pid, isLeader }) => {
    try {
      process.kill(isLeader && process.platform !== 'win32' ? -pid : pid, 0)
      return true
    } catch {
      return false
    }
  })
}

const wait = () => new Promise<void>(resolve => setTimeout(resolve, POLL_MS))

/** The groups of running commands end with this process. */
const running = new Set<Root>()
const endAll = () => {
  for (const { pid, isLeader } of running) signalProcess(isLeader ? -pid : pid, 'SIGTERM')
}

export function track(root: Root): void {
  if (running.size === 0) process.on('exit', endAll)
  running.add(root)
}

export function untrack(root: Root): void {
  running.delete(root)
  if (running.size === 0) process.off('exit', endAll)
}
