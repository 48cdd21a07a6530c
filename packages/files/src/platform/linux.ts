import fs from 'node:fs'

// O_PATH has this value on every architecture that Node.js runs Linux on (alpha, hppa and sparc differ); the self-test would notice another.
const O_PATH = 0o10000000
const { O_NOFOLLOW = 0 } = fs.constants

/** Opens a directory or link itself without reading it. */
export const HOLD = O_PATH | O_NOFOLLOW

export const base = (fd: number): string => `/proc/self/fd/${fd}`

const { openSync, readSync, closeSync } = fs
const buffer = Buffer.allocUnsafeSlow(512)

/** The mount on which a descriptor stands, or undefined where the kernel does not say. */
export function mountOf(fd: number): number | undefined {
  let info: number
  try {
    info = openSync(`/proc/self/fdinfo/${fd}`, 0)
  } catch {
    return undefined
  }
  try {
    const length = readSync(info, buffer, 0, 512, 0)
    const at = buffer.toString('latin1', 0, length).indexOf('mnt_id:')
    if (at === -1) return undefined
    let id = 0
    for (let index = at + 7; index < length; index++) {
      const byte = buffer[index]!
      if (byte >= 0x30 && byte <= 0x39) id = id * 10 + byte - 0x30
      else if (byte === 0x0a) break
    }
    return id
  } finally {
    closeSync(info)
  }
}

// Magic numbers of statfs(2). What is not listed may wait for a network or a program and is never touched on the event loop.
const LOCAL = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0x01021994, // tmpfs
  0x858458f6, // ramfs
  0x794c7630, // overlayfs
  0xf2f52010, // f2fs
  0x2fc12fc1, // zfs
  0xca451a4e, // bcachefs
  0xe0f5e1e2, // erofs
  0x73717368, // squashfs
  0x4d44, // fat
  0x2011bab0, // exfat
])

/** Whether a descriptor stands on a file system of this machine. */
export function isLocal(path: string): boolean {
  try {
    return LOCAL.has(fs.statfsSync(path).type >>> 0)
  } catch {
    return false
  }
}
