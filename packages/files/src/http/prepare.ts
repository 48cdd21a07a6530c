import fs from 'node:fs'
import { BreakwaterError, choice, codes as coreCodes, flag, limit, readOptions } from '@breakwater/core'
import { facePartsOf } from '../face/face-name.ts'
import { handleOf } from '../folder/branded.ts'
import type { Folder } from '../folder/folder.ts'
import { later } from '../folder/handle.ts'
import { openRead } from '../folder/read.ts'
import { codeOf, nodeError } from '../io/node-error.ts'
import { checkPart } from '../names/check-name.ts'
import { disposition, isPassive, typeOf } from './content.ts'
import { conditionOf, isSame, rangeOf } from './range.ts'

/** Options of `sendFile`. */
export interface SendOptions {
  /** Offer it for saving, under its own name or this one (false). */
  download?: boolean | string
  /** The file comes from somebody else: what a browser could run is offered for saving only, and the rest is sandboxed (false). */
  untrusted?: boolean
  /** How long a client may keep it, in seconds (0). */
  maxAgeSeconds?: number
  /** It never changes under this name (false). */
  immutable?: boolean
  /** Whether shared caches may keep it ('public'). */
  cache?: 'public' | 'private' | 'no-store'
  /** The content type, where the extension does not tell it. */
  type?: string
}

/** Options of `serveFolder`. */
export interface ServeOptions extends Omit<SendOptions, 'download' | 'type'> {
  /** The file that is sent for a folder, or false ('index.html'). */
  index?: string | false
  /** Extensions to try for a name that is not there, such as ['html'] (none). */
  extensions?: readonly string[]
}

const isType = (value: unknown): value is string => typeof value === 'string' && /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:; ?[\w-]+="?[\w .-]+"?)*$/.test(value)

const shared = {
  untrusted: flag(false),
  maxAgeSeconds: limit(0, { min: 0, max: 2 ** 31 - 1 }),
  immutable: flag(false),
  cache: choice(['public', 'private', 'no-store']),
}
const sendSpec = {
  ...shared,
  download: (value: unknown, where: string): boolean | string => {
    if (value === undefined || typeof value === 'boolean') return value ?? false
    if (typeof value !== 'string') throw coreCodes.error('OPTION_INVALID', { at: where, todo: 'Give true, or the name under which it is saved.' })
    checkPart(value, { dotfiles: true, portable: true }, where)
    return value
  },
  type: (value: unknown, where: string): string | undefined => {
    if (value === undefined || isType(value)) return value
    throw coreCodes.error('OPTION_INVALID', { at: where, todo: "Give a type such as 'text/plain; charset=utf-8'." })
  },
}
const serveSpec = {
  ...shared,
  index: (value: unknown, where: string): string | false => {
    if (value === undefined) return 'index.html'
    if (value === false) return false
    if (typeof value !== 'string') throw coreCodes.error('OPTION_INVALID', { at: where, todo: "Give a name such as 'index.html', or false." })
    checkPart(value, { dotfiles: false, portable: true }, where)
    return value
  },
  extensions: (value: unknown, where: string): readonly string[] => {
    if (value === undefined) return []
    if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string' && /^[A-Za-z0-9]{1,16}$/.test(item))) return [...value]
    throw coreCodes.error('OPTION_INVALID', { at: where, todo: "Give a list such as ['html']." })
  },
}

export type SendSettings = ReturnType<typeof readSend>
export const readSend = (at: string, options: unknown) => readOptions(at, options, sendSpec)
export const readServe = (at: string, options: unknown) => readOptions(at, options, serveSpec)

/** What an answer is made from. */
export interface Request {
  readonly method: string
  readonly header: (name: string) => string | undefined
}

/** An answer that is ready to be written; `body` is undefined where there is none. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: fs.ReadStream | undefined
}

/** Opens the file and decides status, headers and the part to send. What is missing or refused throws an error with `status`. */
export async function prepare(folder: Folder, name: unknown, request: Request, options: Partial<SendSettings> & Pick<SendSettings, 'cache'>, at: string): Promise<Answer> {
  const handle = handleOf(folder, at)
  let opened: { fd: number; stats: fs.Stats }
  let parts: string[]
  try {
    parts = facePartsOf(handle, name, at, 'file')
    if (parts.length === 0) throw nodeError('EISDIR', 'read', '.')
    opened = await later(handle, () => openRead(handle, parts, at), parts.join('/'))
  } catch (error) {
    throw withStatus(error)
  }
  const { fd, stats } = opened
  let isSent = false
  try {
    const validators = { tag: `W/"${stats.size.toString(16)}-${Math.floor(stats.mtimeMs).toString(16)}"`, modified: stats.mtime }
    const headers = headersOf(parts.at(-1)!, validators, options)
    const isHead = request.method === 'HEAD'
    const condition = conditionOf(request.header, validators, isHead || request.method === 'GET')
    if (condition === 412) return { status: 412, headers: {}, body: undefined }
    if (condition === 304) {
      delete headers['content-type']
      delete headers['content-disposition']
      return { status: 304, headers, body: undefined }
    }
    const range = isSame(request.header('if-range'), validators) ? rangeOf(request.header('range'), stats.size) : undefined
    if (range === 'none') return { status: 416, headers: { ...headers, 'content-range': `bytes */${stats.size}` }, body: undefined }
    const { start, end } = range ?? { start: 0, end: stats.size - 1 }
    const length: Record<string, string> = { ...headers, 'content-length': String(end - start + 1) }
    if (range !== undefined) length['content-range'] = `bytes ${start}-${end}/${stats.size}`
    const status = range === undefined ? 200 : 206
    if (isHead || end < start) return { status, headers: length, body: undefined }
    isSent = true
    return { status, headers: length, body: fs.createReadStream('', { fd, start, end, autoClose: true }) }
  } finally {
    if (!isSent) fs.closeSync(fd)
  }
}

function headersOf(name: string, { tag, modified }: { tag: string; modified: Date }, options: Partial<SendSettings> & Pick<SendSettings, 'cache'>): Record<string, string> {
  const type = options.type ?? typeOf(name)
  const headers: Record<string, string> = {
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    etag: tag,
    'last-modified': modified.toUTCString(),
    'cache-control': options.cache === 'no-store' ? 'no-store' : `${options.cache}, max-age=${options.maxAgeSeconds ?? 0}${options.immutable ? ', immutable' : ''}`,
  }
  const { download = false, untrusted } = options
  if (download !== false || (untrusted && !isPassive(type))) headers['content-disposition'] = disposition('attachment', typeof download === 'string' ? download : name)
  // An upload that a browser shows after all runs nothing and belongs to no site.
  if (untrusted) headers['content-security-policy'] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
  return headers
}

const MISSING = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP'])

/** Whether an error means that the client gets 404. */
export const isNotFound = (error: unknown): boolean => MISSING.has(codeOf(error) ?? '') || (BreakwaterError.is(error) && (error.kind === 'refused' || error.code === 'FILES_NAME_TOO_LONG'))

/** The error, with the `status` that Express, Fastify and Koa answer with; a refusal looks like a file that is not there. */
function withStatus(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error
  const status = isNotFound(error) ? 404 : codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM' ? 403 : 500
  return Object.assign(error, { status, statusCode: status, expose: false })
}
