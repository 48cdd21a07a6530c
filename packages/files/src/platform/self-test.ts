import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { base, HOLD } from './linux.ts'

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NONBLOCK } = fs.constants
const O_NOFOLLOW = fs.constants.O_NOFOLLOW ?? 0

let verdict: string | undefined | null = null

/**
 * Why descriptors cannot be trusted here, or undefined where every promise held: tried once on links in a temporary folder, because sandboxes and
 * emulations of Linux differ in what they do with O_NOFOLLOW, O_EXCL and /proc/self/fd.
 */
export function selfTest(): string | undefined {
  if (verdict === null) verdict = run()
  return verdict
}

function run(): string | undefined {
  if (process.permission) return 'the permission model of Node.js is on'
  if (!fs.existsSync('/proc/self/fd')) return '/proc is not mounted'
  const place = findPlace()
  if (place === undefined) return tryProc()
  try {
    return tryLinks(place)
  } catch {
    return 'the system refused an ordinary call on a descriptor'
  } finally {
    fs.rmSync(place, { recursive: true, force: true })
  }
}

// A machine without any writable folder still has one link: /proc/self.
function tryProc(): string | undefined {
  const fd = fs.openSync('/proc/self', HOLD)
  try {
    if (!fs.fstatSync(fd).isSymbolicLink()) return 'O_PATH with O_NOFOLLOW follows links'
    fs.closeSync(fs.openSync('/proc/self', O_RDONLY | O_NOFOLLOW | O_NONBLOCK))
    return 'O_NOFOLLOW follows links'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ELOOP' ? undefined : 'the system refused an ordinary call on a descriptor'
  } finally {
    fs.closeSync(fd)
  }
}

function findPlace(): string | undefined {
  for (const folder of [tmpdir(), '/dev/shm', '/tmp', process.cwd()]) {
    try {
      const place = join(folder, `.breakwater-test-${randomBytes(8).toString('hex')}`)
      fs.mkdirSync(place, 0o700)
      return place
    } catch {
      continue
    }
  }
  return undefined
}

function tryLinks(place: string): string | undefined {
  fs.mkdirSync(join(place, 'in'))
  fs.mkdirSync(join(place, 'out'))
  fs.writeFileSync(join(place, 'out/file'), 'x')
  fs.writeFileSync(join(place, 'in/file'), 'y')
  fs.symlinkSync('../out', join(place, 'in/folder-link'))
  fs.symlinkSync('../out/file', join(place, 'in/file-link'))
  fs.symlinkSync('../out/new', join(place, 'in/dangling'))
  const opened: number[] = []
  const open = (path: string, flags: number) => {
    const fd = fs.openSync(path, flags, 0o600)
    opened.push(fd)
    return fd
  }
  const fails = (code: string, call: () => unknown) => {
    try {
      call()
      return false
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === code
    }
  }
  try {
    const dir = open(join(place, 'in'), HOLD)
    if (!fs.fstatSync(dir).isDirectory()) return 'a directory cannot be held'
    const link = open(`${base(dir)}/folder-link`, HOLD)
    if (!fs.fstatSync(link).isSymbolicLink()) return 'O_PATH with O_NOFOLLOW follows links'
    if (!fails('ENOTDIR', () => open(`${base(link)}/file`, O_RDONLY))) return 'a link that is held can be walked through'
    if (!fails('ELOOP', () => open(`${base(dir)}/file-link`, O_RDONLY | O_NOFOLLOW | O_NONBLOCK))) return 'O_NOFOLLOW follows links'
    if (!fails('ELOOP', () => open(`${base(dir)}/file-link`, O_WRONLY | O_NOFOLLOW | O_NONBLOCK))) return 'O_NOFOLLOW follows links when writing'
    if (!fails('EEXIST', () => open(`${base(dir)}/dangling`, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW))) return 'O_EXCL follows links'
    fs.renameSync(join(place, 'in'), join(place, 'moved'))
    fs.symlinkSync('out', join(place, 'in'))
    const file = open(`${base(dir)}/file`, O_RDONLY | O_NOFOLLOW)
    if (fs.readFileSync(file, 'utf8') !== 'y') return 'a held directory is looked up by its name'
    return undefined
  } finally {
    for (const fd of opened) fs.closeSync(fd)
  }
}
