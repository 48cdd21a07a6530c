import { choice, flag, narrowLimit, optional, readOptions } from '@breakwater/core'
import { codes } from '../codes.ts'
import { aboutName, codeOf } from '../io/node-error.ts'
import { runLater } from '../io/task.ts'
import { mustWrite, partsOf } from '../folder/handle.ts'
import type { Handle } from '../folder/handle.ts'
import { openRead } from '../folder/read.ts'
import { isSignal } from '../folder/streams.ts'
import { fileSource, gather, piecesOfArchive } from './byte-source.ts'
import type { ArchiveBytes, ByteSource } from './byte-source.ts'
import { Ledger } from './ledger.ts'
import { limitSpec, Meter, overLimit } from './limits.ts'
import type { ArchiveLimits, Limits } from './limits.ts'
import { Staging } from './staging.ts'
import { TarReader } from './tar-reader.ts'
import { ZipArchive } from './zip-file.ts'

/** An archive: bytes, a Blob, a stream, or the name of a file in the folder. */
export type ArchiveSource = ArchiveBytes | string

/** What has been unpacked so far. */
export interface UnpackProgress {
  readonly entries: number
  readonly bytes: number
}

/** Options of `unzip` and `untar`. */
export interface UnpackOptions extends ArchiveLimits {
  /** Folder in which it is unpacked, made if it is missing ('': the folder itself). */
  into?: string
  /** Replace files that are there (false: FILES_ARCHIVE_CONFLICT). */
  overwrite?: boolean
  /** Links in the archive refuse it, or are left out ('refuse'). */
  links?: 'refuse' | 'skip'
  /** Called after each entry. */
  onProgress?: (progress: UnpackProgress) => void
  signal?: AbortSignal
}

/** What was unpacked. */
export interface Unpacked {
  /** Names of the files, relative to the folder. */
  readonly files: readonly string[]
  readonly bytes: number
  /** Entries that were left out: dotfiles where the folder takes none, what macOS adds for itself, links with `links: 'skip'`. */
  readonly skipped: readonly string[]
}

const isFunction = (value: unknown): value is (progress: UnpackProgress) => void => typeof value === 'function'

const spec = {
  ...limitSpec,
  into: (value: unknown) => value,
  overwrite: flag(false),
  links: choice(['refuse', 'skip']),
  onProgress: optional('a function', isFunction),
  signal: optional('an AbortSignal', isSignal),
}

interface Job {
  readonly handle: Handle
  readonly limits: Limits
  readonly ledger: Ledger
  readonly staging: Staging
  readonly meter: Meter
  readonly files: string[]
  readonly at: string
  readonly step: () => void
}

/** Unpacks a zip archive. */
export async function unzip(handle: Handle, source: unknown, options: unknown): Promise<Unpacked> {
  return unpack(handle, options, 'unzip', async (limits, prepare) => {
    const bytes = await byteSource(handle, source, limits, 'unzip')
    try {
      const archive = await ZipArchive.open(bytes, limits, 'unzip')
      const job = await prepare()
      // Every name is judged before the first byte is written.
      const entries = archive.entries.map(entry => ({ entry, parts: job.ledger.enter(entry.name, entry.kind) }))
      for (const { entry, parts } of entries) {
        if (parts === undefined) continue
        if (entry.kind === 'folder') job.staging.makeFolder(parts)
        else {
          const whole = archive.now(entry, job.meter)
          if (whole !== undefined) await job.staging.write(parts, whole)
          else await job.staging.writePieces(parts, archive.pieces(entry, job.meter))
          job.files.push(parts.join('/'))
        }
        job.step()
      }
    } finally {
      await bytes.close()
    }
  })
}

/** Unpacks a tar archive, plain or gzip. */
export async function untar(handle: Handle, source: unknown, options: unknown): Promise<Unpacked> {
  return unpack(handle, options, 'untar', async (limits, prepare) => {
    const named = typeof source === 'string' ? await byteSource(handle, source, limits, 'untar') : undefined
    const reader = await TarReader.open(named === undefined ? piecesOfArchive(source, 'untar') : piecesOf(named), limits, 'untar')
    try {
      const job = await prepare()
      for (let entry = await reader.next(); entry !== undefined; entry = await reader.next()) {
        const parts = job.ledger.enter(entry.name, entry.kind)
        if (parts !== undefined && entry.kind === 'folder') job.staging.makeFolder(parts)
        else if (parts !== undefined) {
          job.meter.begin()
          const whole = reader.now()
          if (whole !== undefined) {
            job.meter.add(whole.length, reader.taken)
            await job.staging.write(parts, whole)
          } else await job.staging.writePieces(parts, metered(reader, job.meter))
          job.files.push(parts.join('/'))
        } else {
          // What is left out counts as well: it had to be unpacked to get past it.
          job.meter.begin()
          for await (const piece of metered(reader, job.meter)) void piece
        }
        job.step()
      }
    } finally {
      await reader.close()
      await named?.close()
    }
  })
}

/** Whether an error of the system is about our files, and not about the stream that the program gave. */
function isOurs(error: unknown, { root }: Handle): boolean {
  const path: unknown = error instanceof Error ? (error as NodeJS.ErrnoException).path : undefined
  return typeof path === 'string' && (root.manner === 'held' ? path.startsWith('/proc/self/fd/') : root.inside(path) !== undefined)
}

async function* metered(reader: TarReader, meter: Meter): AsyncGenerator<Buffer> {
  for (let piece = await reader.piece(); piece !== undefined; piece = await reader.piece()) {
    meter.add(piece.length, reader.taken)
    yield piece
  }
}

async function* piecesOf(source: ByteSource): AsyncGenerator<Buffer> {
  const PIECE = 1024 * 1024
  for (let offset = 0; offset < source.size; offset += PIECE) yield await source.read(offset, Math.min(PIECE, source.size - offset))
}

async function byteSource(handle: Handle, source: unknown, limits: Limits, at: string): Promise<ByteSource> {
  if (typeof source !== 'string') return gather(source, limits, at)
  const parts = partsOf(handle, source, at)
  try {
    const { fd, stats } = await runLater(openRead(handle, parts, at), handle.root.isLocal)
    const bytes = await fileSource(fd, stats.size)
    if (stats.size <= limits.maxArchiveBytes) return bytes
    await bytes.close()
  } catch (error) {
    throw aboutName(error, source)
  }
  throw overLimit(at, limits, 'maxArchiveBytes')
}

async function unpack(given: Handle, options: unknown, at: string, work: (limits: Limits, prepare: () => Promise<Job>) => Promise<void>): Promise<Unpacked> {
  mustWrite(given, at)
  const { into, overwrite, links, onProgress, signal, ...read } = readOptions(at, options, spec)
  const maxEntryBytes = narrowLimit(given.settings.maxBytes, read.maxEntryBytes, `${at}: maxEntryBytes`)!
  const limits: Limits = { ...read, maxEntryBytes }
  const parts = partsOf(given, into ?? '', `${at}: into`, 'folder')
  signal?.throwIfAborted()
  // Held once more: a folder that is closed meanwhile must not keep half an archive.
  const handle: Handle = { ...given, root: given.root.again(at) }
  const files: string[] = []
  let job: Job | undefined
  const prepare = async (): Promise<Job> => {
    const meter = new Meter(limits, at)
    const ledger = new Ledger(handle.settings, limits, links, at)
    const step = () => {
      signal?.throwIfAborted()
      onProgress?.({ entries: ledger.count, bytes: meter.total })
    }
    return (job = { handle, limits, ledger, staging: await Staging.make(handle, at), meter, files, at, step })
  }
  try {
    await work(limits, prepare)
    await job!.staging.settle(parts, overwrite)
  } catch (error) {
    await job?.staging.drop().catch(() => undefined)
    // The names of our own on the way are nobody's business.
    if (codeOf(error) === 'ENAMETOOLONG') throw codes.error('FILES_NAME_TOO_LONG', { at })
    throw isOurs(error, handle) ? aboutName(error, parts.join('/') || '.') : error
  } finally {
    handle.root.close()
  }
  const prefix = parts.length === 0 ? '' : `${parts.join('/')}/`
  return Object.freeze({ files: Object.freeze(files.map(name => prefix + name)), bytes: job!.meter.total, skipped: Object.freeze([...job!.ledger.skipped]) })
}
