import fs from 'node:fs'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Folder } from '../../src/index.ts'
import { buildZip } from '../build-archives.ts'
import { SECRET } from '../playground.ts'

export type RaceKind = 'directory' | 'leaf'

/** Lays out a folder in which `directory` and `leaf` can be swapped for links that lead to look-alikes outside. */
export function layOut(inside: string, outside: string): void {
  for (const place of [join(inside, 'directory'), join(outside, 'directory')]) {
    fs.mkdirSync(join(place, 'sub'), { recursive: true })
    const text = place.startsWith(outside) ? SECRET : 'mine'
    for (const name of ['file', 'sub/file', 'victim', 'moved']) fs.writeFileSync(join(place, name), text)
    if (text === SECRET) fs.writeFileSync(join(place, 'only-outside'), SECRET)
  }
  fs.writeFileSync(join(inside, 'leaf'), 'mine')
  fs.symlinkSync('../out/directory', join(inside, 'directory-link'))
  fs.symlinkSync('../out/secret.txt', join(inside, 'leaf-link'))
}

const zip = buildZip([{ name: 'unpacked/x', data: 'planted' }])

/** Everything that is tried while links are swapped; what is read is returned. */
const actions: Readonly<Record<RaceKind, readonly ((folder: Folder, round: number) => unknown)[]>> = {
  directory: [
    f => f.readTextSync('directory/file'),
    f => f.readText('directory/sub/file'),
    f => f.fs.promises.readFile('directory/file', 'utf8'),
    f => f.listSync('directory', { recursive: true }).map(entry => entry.name).join(),
    f => f.fs.readdirSync('directory').join(),
    f => f.writeSync('directory/file', 'planted'),
    (f, n) => f.write(`directory/new-${n % 5}`, 'planted'),
    f => f.append('directory/sub/file', 'planted'),
    f => f.fs.promises.writeFile('directory/file', 'planted', { flag: 'r+' }),
    f => f.fs.truncateSync('directory/victim'),
    f => f.fs.chmodSync('directory/victim', 0o777),
    (f, n) => f.mkdirSync(`directory/made-${n % 5}`),
    f => f.removeSync('directory/victim'),
    f => f.remove('directory/sub', { recursive: true }),
    f => f.remove('directory', { recursive: true }),
    f => f.rename('directory/moved', 'taken'),
    f => f.rename('back', 'directory/file'),
    f => f.copy('directory/file', 'copied'),
    f => f.copy('directory', 'copied-folder', { recursive: true }),
    f => f.copy('source', 'directory/file'),
    f => f.folder('directory').readTextSync('file'),
    f => f.withPath('directory/file', path => fs.readFileSync(path, 'utf8')),
    f => f.unzip(zip, { into: 'directory', overwrite: true }),
  ],
  leaf: [
    f => f.readTextSync('leaf'),
    f => f.readText('leaf'),
    f => f.read('leaf'),
    f => f.writeSync('leaf', 'planted'),
    f => f.write('leaf', 'planted'),
    f => f.append('leaf', 'planted'),
    f => f.fs.writeFileSync('leaf', 'planted', { flag: 'r+' }),
    f => f.fs.truncateSync('leaf'),
    f => f.fs.chmodSync('leaf', 0o777),
    f => f.fs.utimesSync('leaf', 1, 1),
    f => f.copy('leaf', 'copied'),
    f => f.copy('source', 'leaf'),
    f => f.rename('back', 'leaf'),
    f => f.removeSync('leaf'),
    f => f.statSync('leaf').size,
    f => f.withPath('leaf', path => fs.readFileSync(path, 'utf8')),
    (f, n) => new Promise(resolve => { const s = f.createWriteStream('leaf'); s.on('close', resolve).on('error', () => undefined).end(`planted ${n}`) }),
  ],
}

/** What happened in a race. */
export interface RaceResult {
  readonly rounds: number
  readonly done: number
  readonly leaked: readonly string[]
}

/** Runs every action again and again while another process swaps `count` times. */
export async function race(folder: Folder, inside: string, kind: RaceKind, count: number): Promise<RaceResult> {
  const swapper = spawn(process.execPath, [join(import.meta.dirname, 'swapper.mjs'), inside, kind, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let isOver = false
  const over = new Promise(resolve => swapper.once('exit', resolve)).then(() => (isOver = true))
  await new Promise(resolve => swapper.stdout.once('data', resolve))
  const leaked: string[] = []
  let rounds = 0
  let done = 0
  while (!isOver) {
    prepare(inside, kind)
    const action = actions[kind][rounds % actions[kind].length]!
    try {
      const result = String(await action(folder, rounds))
      done++
      if (result.includes(SECRET) || result.includes('only-outside')) leaked.push(String(action))
    } catch {
      // Refused, or not there at that moment.
    }
    for (const name of ['copied', 'taken']) if (readPlain(join(inside, name)).includes(SECRET)) leaked.push(`${name} by ${String(action)}`)
    if (readPlain(join(inside, 'copied-folder/only-outside')).includes(SECRET)) leaked.push(`copied-folder by ${String(action)}`)
    rounds++
    if (rounds % 8 === 0) await new Promise(resolve => setImmediate(resolve))
  }
  await over
  return { rounds, done, leaked }
}

/** Makes good what an action has taken away, through no name that is being swapped. */
function prepare(inside: string, kind: RaceKind): void {
  const make = (path: string, text: string) => {
    try {
      fs.writeFileSync(path, text, { flag: 'wx' })
    } catch {
      // It is there, or its folder is away at the moment.
    }
  }
  make(join(inside, 'source'), 'mine')
  make(join(inside, 'back'), 'mine')
  if (kind === 'leaf') {
    if (!fs.existsSync(join(inside, 'leaf-away')) && !fs.existsSync(join(inside, 'leaf'))) make(join(inside, 'leaf-away'), 'mine')
    if (!isThere(join(inside, 'leaf-link')) && !isThere(join(inside, 'leaf'))) link('../out/secret.txt', join(inside, 'leaf-link'))
    return
  }
  try {
    fs.mkdirSync(join(inside, 'spare/sub'), { recursive: true })
    for (const name of ['file', 'sub/file', 'victim', 'moved']) make(join(inside, 'spare', name), 'mine')
    if (!isThere(join(inside, 'directory')) && !isThere(join(inside, 'directory-away'))) fs.renameSync(join(inside, 'spare'), join(inside, 'directory-away'))
    if (!isThere(join(inside, 'directory-link'))) link('../out/directory', join(inside, 'directory-link'))
  } catch {
    // The swapper was quicker.
  }
}

function link(target: string, path: string): void {
  try {
    fs.symlinkSync(target, path)
  } catch {
    // It has come back meanwhile.
  }
}

function isThere(path: string): boolean {
  return fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function readPlain(path: string): string {
  try {
    return fs.lstatSync(path).isFile() ? fs.readFileSync(path, 'utf8') : ''
  } catch {
    return ''
  }
}
