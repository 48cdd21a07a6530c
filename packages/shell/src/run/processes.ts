import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { PIPE_MARK } from './pipes.ts'

/** A process that we started, and how its family is known. */
export interface Root {
  readonly pid: number
  /** It leads a session and a group of its own. */
  readonly isLeader: boolean
  /** The pipes to us that it was given, by the names that /proc has for them. */
  readonly pipes: readonly string[]
}

interface Entry {
  readonly pid: number
  readonly parent: number
  readonly session: number
  readonly start: string
}

const isLinux = process.platform === 'linux'

/** The pipes of a child that has just been started; they lead to those of its descendants that left its session. */
export function pipesOf(pid: number): readonly string[] {
  return isLinux ? [1, 2].map(fd => link(`/proc/${pid}/fd/${fd}`)).filter(name => name.startsWith('socket:') || name.includes(PIPE_MARK)) : []
}

/**
 * The living family of processes that we started: descendants, members of their sessions, and holders of their pipes.
 * One that daemonised and closed all of those is found only by a cgroup.
 */
export function family(roots: readonly Root[]): readonly Entry[] {
  if (!isLinux) return []
  const all = entries()
  const found = new Set<number>(roots.map(root => root.pid))
  const sessions = new Set(roots.filter(root => root.isLeader).map(root => root.pid))
  const pipes = new Set(roots.flatMap(root => root.pipes))
  for (let grew = true; grew; ) {
    grew = false
    for (const entry of all) {
      if (found.has(entry.pid) || entry.pid === process.pid) continue
      if (!found.has(entry.parent) && !sessions.has(entry.session) && !holds(entry.pid, pipes)) continue
      found.add(entry.pid)
      if (entry.session === entry.pid) sessions.add(entry.pid)
      grew = true
    }
  }
  return all.filter(entry => found.has(entry.pid))
}

/** True while the same process lives: a number may have been given to another. */
export function isAlive({ pid, start }: Entry): boolean {
  return read(pid)?.start === start
}

/** Sends a signal; one that has ended is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended, or is another user's.
  }
}

function entries(): readonly Entry[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap(name => read(Number(name)) ?? [])
}

/** proc(5): the name in parentheses may hold anything, also parentheses. A zombie has ended. */
function read(pid: number): Entry | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : { pid, parent: Number(fields[1]), session: Number(fields[3]), start: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

function holds(pid: number, pipes: ReadonlySet<string>): boolean {
  if (pipes.size === 0) return false
  try {
    return readdirSync(`/proc/${pid}/fd`).some(fd => pipes.has(link(`/proc/${pid}/fd/${fd}`)))
  } catch {
    return false
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
