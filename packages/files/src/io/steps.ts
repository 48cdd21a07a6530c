import fs from 'node:fs'
import type { Dirent, Stats } from 'node:fs'
import type { Task } from './task.ts'

type Args = readonly unknown[]

// Bound when the module is loaded: what is patched into node:fs later is not called with our descriptors.
function step<A extends Args, R>(now: (...args: never[]) => unknown, later: (...args: never[]) => void, isHeavy?: (args: A) => boolean) {
  return function* call(...args: A): Task<R> {
    return (yield { now, later, args, heavy: isHeavy ? isHeavy(args) : false }) as R
  }
}

const HEAVY_BYTES = 128 * 1024
const always = () => true

type FilePath = string | Buffer

export const open = step<[FilePath, number, number?], number>(fs.openSync, fs.open as never)
export const close = step<[number], void>(fs.closeSync, fs.close as never)
export const fstat = step<[number], Stats>(fs.fstatSync as never, fs.fstat as never)
export const lstat = step<[FilePath], Stats>(fs.lstatSync as never, fs.lstat as never)
export const readlink = step<[FilePath], string>(fs.readlinkSync as never, fs.readlink as never)
export const read = step<[number, Uint8Array, number, number, number | null], number>(fs.readSync as never, fs.read as never, args => args[3] > HEAVY_BYTES)
export const write = step<[number, Uint8Array, number, number, number | null], number>(fs.writeSync as never, fs.write as never, args => args[3] > HEAVY_BYTES)
export const fsync = step<[number], void>(fs.fsyncSync, fs.fsync as never, always)
export const ftruncate = step<[number, number], void>(fs.ftruncateSync, fs.ftruncate as never)
export const fchmod = step<[number, number], void>(fs.fchmodSync, fs.fchmod as never)
export const fchown = step<[number, number, number], void>(fs.fchownSync, fs.fchown as never)
export const access = step<[FilePath, number], void>(fs.accessSync, fs.access as never)
export const chmod = step<[FilePath, number], void>(fs.chmodSync, fs.chmod as never)
export const utimes = step<[FilePath, number | Date, number | Date], void>(fs.utimesSync, fs.utimes as never)
export const rename = step<[FilePath, FilePath], void>(fs.renameSync, fs.rename as never)
export const link = step<[FilePath, FilePath], void>(fs.linkSync, fs.link as never)
export const unlink = step<[FilePath], void>(fs.unlinkSync, fs.unlink as never)
export const mkdir = step<[FilePath, number], void>(fs.mkdirSync as never, fs.mkdir as never)
export const rmdir = step<[FilePath], void>(fs.rmdirSync as never, fs.rmdir as never)
export const readdir = step<[FilePath, { withFileTypes: true }], Dirent[]>(fs.readdirSync as never, fs.readdir as never)
export const readdirBytes = step<[FilePath, 'buffer'], Buffer[]>(fs.readdirSync as never, fs.readdir as never)
