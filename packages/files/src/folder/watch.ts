import fs from 'node:fs'
import { limit, optional, readOptions } from '@breakwater/core'
import { aboutName } from '../io/node-error.ts'
import { isUsablePart } from '../names/check-name.ts'
import { Walk } from '../resolve/walk.ts'
import { runNow } from '../io/task.ts'
import { partsOf } from './handle.ts'
import type { Handle } from './handle.ts'
import { isSignal } from './streams.ts'

/** Something happened to an entry of a watched folder. */
export interface WatchEvent {
  /** Relative to the folder object. */
  readonly name: string
  /** Its contents changed, or it came, went or was renamed. */
  readonly kind: 'changed' | 'renamed'
}

/** Options of `folder.watch`. */
export interface WatchOptions {
  /** Ends the loop. */
  signal?: AbortSignal
  /** Events kept while nobody reads; older ones are dropped (1000). */
  maxWaiting?: number
}

const spec = { signal: optional('an AbortSignal', isSignal), maxWaiting: limit(1000, { max: 1_000_000 }) }

/** Watches one directory, held by its descriptor, so that what is put in its place later is not watched. */
export async function* watch(handle: Handle, name: unknown, options: unknown): AsyncGenerator<WatchEvent, void, undefined> {
  const at = 'watch'
  const { signal, maxWaiting } = readOptions(at, options, spec)
  const parts = partsOf(handle, name ?? '', at, 'folder')
  if (signal?.aborted) return
  const waiting: WatchEvent[] = []
  let wake: () => void = () => undefined
  let failure: unknown
  let isOver = false
  const end = (error?: unknown) => {
    isOver = true
    failure ??= error
    wake()
  }
  const watcher = start(handle, parts, at)
  watcher.on('change', (kind, file) => {
    if (typeof file !== 'string' || !isUsablePart(file, handle.settings)) return
    if (waiting.length >= maxWaiting) waiting.shift()
    waiting.push(Object.freeze({ name: [...parts, file].join('/'), kind: kind === 'change' ? 'changed' : 'renamed' }))
    wake()
  })
  watcher.on('error', error => end(aboutName(error, parts.join('/') || '.')))
  const abort = () => end()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    for (;;) {
      const event = waiting.shift()
      if (event !== undefined) yield event
      else if (isOver) break
      else await new Promise<void>(resolve => (wake = resolve))
    }
    if (failure !== undefined) throw failure
  } finally {
    signal?.removeEventListener('abort', abort)
    watcher.close()
  }
}

function start(handle: Handle, parts: string[], at: string): fs.FSWatcher {
  try {
    const walk = new Walk(handle.root, parts, handle.settings, at)
    try {
      const dir = runNow(walk.toDirectory())
      return fs.watch(`${dir.base}/.`, { persistent: true })
    } finally {
      walk.close()
    }
  } catch (error) {
    throw aboutName(error, parts.join('/') || '.')
  }
}
