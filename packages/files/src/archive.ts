export { openZip } from './archive/zip-file.ts'
export type { ZipArchive, ZipEntry } from './archive/zip-file.ts'
export type { ArchiveLimits } from './archive/limits.ts'
export type { ArchiveBytes, ByteSource } from './archive/byte-source.ts'
