import { accessSync, closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { prefilter } from '@breakwater/sinks'
import type { SkipReason } from './walk.ts'
import { isComponent, isSource } from './walk.ts'
import type { SourceText } from './source-text.ts'
import { decodeSource } from './source-text.ts'

/** A source file as it stood when it was read. */
export interface SourceFile extends SourceText {
  /** Relative to the root, with `/`. */
  readonly path: string
  readonly mode: number
}

/** What stands in the way of judging a file. */
export interface Obstacle {
  readonly reason: SkipReason
  readonly detail?: string
  /** Nothing in the text asks for a judgement. */
  readonly quiet?: boolean
}

/** Reads one file, without following a link put in its place, or says why it is not read. */
export function readSource(root: string, path: string, maxFileBytes: number): SourceFile | Obstacle {
  let file: number
  try {
    file = openSync(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ELOOP' ? { reason: 'symlink' } : { reason: 'unreadable', detail: code ?? 'unknown' }
  }
  try {
    const stat = fstatSync(file)
    if (!stat.isFile()) return { reason: 'unreadable', detail: 'not a file' }
    if (!isSource(path)) return { reason: 'unreadable', detail: 'not JavaScript or TypeScript' }
    if (stat.size > maxFileBytes) return { reason: 'too-large', detail: `${stat.size} bytes` }
    const source = decodeSource(readFileSync(file))
    return source ? { ...source, path, mode: stat.mode & 0o7777 } : { reason: 'not-utf8' }
  } finally {
    closeSync(file)
  }
}

/** Whether this process may write a file. */
export function mayWrite(root: string, path: string): boolean {
  try {
    accessSync(join(root, path), constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Says whether a text is one that nobody writes by hand, or that holds no code of its own. */
export function obstacleOf({ path, text }: SourceFile): Obstacle | undefined {
  if (/\.d\.[cm]?ts$/i.test(path)) return { reason: 'declarations' }
  if (isComponent(path)) return callsDriver(text) ? { reason: 'component' } : { reason: 'component', quiet: true }
  if (/\.min\.[cm]?js$/i.test(path) || looksMinified(text)) return { reason: 'minified' }
  if (isGenerated(text)) return { reason: 'generated' }
  return undefined
}

const script = /<script\b[^>]*>([\s\S]*?)<\/script>|^---\n([\s\S]*?)\n---/gi
const runs = /\.(?:query|execute|exec|all|get|run|each|raw|prepare|unsafe|\$queryRawUnsafe|\$executeRawUnsafe)\s*\(/

// A component's template is full of words of SQL (`<select>`); its script speaks to a database where it calls like one.
function callsDriver(text: string): boolean {
  return [...text.matchAll(script)].some(([, tag, front]) => runs.test(tag ?? front ?? '') && prefilter(tag ?? front ?? ''))
}

const MINIFIED_LINE = 5_000
const MINIFIED_MEAN = 500

function looksMinified(text: string): boolean {
  if (text.length < MINIFIED_LINE) return false
  let lines = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++
  return text.length / lines > MINIFIED_MEAN
}

const leadingComments = /^(?:#![^\n]*\n)?(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/

function isGenerated(text: string): boolean {
  if (!/^(?:#!|\s*\/[/*])/.test(text.slice(0, 200))) return false
  const head = leadingComments.exec(text.slice(0, 4_000))?.[0] ?? ''
  return /@generated\b|\bDO NOT EDIT\b|\bauto-?generated (?:by|from|file)\b/.test(head)
}
