import { randomBytes } from 'node:crypto'
import { extname } from 'node:path'
import { pipeline } from 'node:stream'
import type { Readable } from 'node:stream'
import { optional, readOptions } from '@breakwater/core'
import { handleOf } from './folder/branded.ts'
import type { Folder } from './folder/folder.ts'
import { mustWrite } from './folder/handle.ts'
import { safeName } from './names/safe-name.ts'

/** A file of a form, as multer hands it to a storage. */
export interface UploadedFile {
  readonly fieldname: string
  readonly originalname: string
  readonly mimetype: string
  readonly stream: Readable
  /** Set by this storage: the name in the folder. */
  filename?: string
}

/** Options of `folderStorage`. */
export interface FolderStorageOptions {
  /** Chooses the name in the folder (a random one with the extension of the original). */
  name?: (req: unknown, file: UploadedFile) => string | Promise<string>
}

/** What multer adds to `req.file`. */
export interface StoredFile {
  readonly filename: string
  readonly size: number
}

type Done<T> = (error: unknown, info?: T) => void

const isFunction = (value: unknown): value is NonNullable<FolderStorageOptions['name']> => typeof value === 'function'
const spec = { name: optional('a function of request and file', isFunction) }

/**
 * A storage for multer: `multer({ storage: folderStorage(uploads) })`. Each file appears in the folder when it has arrived whole, and never replaces another;
 * `req.file.filename` is its name there. A file that is cut off leaves nothing. Codes: as `folder.write`.
 */
export function folderStorage(folder: Folder, options?: FolderStorageOptions): {
  _handleFile(req: unknown, file: UploadedFile, done: Done<StoredFile>): void
  _removeFile(req: unknown, file: UploadedFile, done: (error: unknown) => void): void
} {
  const { name = randomName } = readOptions('folderStorage', options, spec)
  mustWrite(handleOf(folder, 'folderStorage'), 'folderStorage')
  return {
    _handleFile(req, file, done) {
      store(folder, name, req, file).then(info => done(null, info), done)
    },
    _removeFile(_req, file, done) {
      const { filename } = file
      if (filename === undefined) return done(null)
      delete file.filename
      folder.remove(filename, { force: true }).then(() => done(null), done)
    },
  }
}

async function store(folder: Folder, name: NonNullable<FolderStorageOptions['name']>, req: unknown, file: UploadedFile): Promise<StoredFile> {
  let filename: string
  try {
    filename = await name(req, file)
    const out = folder.createWriteStream(filename, { exclusive: true })
    await new Promise<void>((resolve, reject) => pipeline(file.stream, out, error => (error ? reject(error) : resolve())))
    return { filename, size: out.bytesWritten }
  } catch (error) {
    // The form is read on: a stream that nobody reads would hold the request.
    file.stream.resume()
    throw error
  }
}

function randomName(_req: unknown, file: UploadedFile): string {
  const extension = extname(safeName(file.originalname)).toLowerCase()
  return randomBytes(16).toString('hex') + (/^\.[a-z0-9]{1,16}$/.test(extension) ? extension : '')
}
