import fs from 'node:fs'
import { execFileSync } from 'node:child_process'
import { createCipheriv } from 'node:crypto'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openZip } from '../src/archive.ts'
import { openFolder } from '../src/index.ts'
import { buildTar, buildZip, pax } from './build-archives.ts'
import type { TarSpec, ZipEndSpec, ZipSpec } from './build-archives.ts'
import { descriptors, playground, snapshot } from './playground.ts'

const has = (program: string) => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const hosts = (name: string): Buffer => {
  const raw = Buffer.from(name)
  const field = Buffer.alloc(9 + raw.length)
  field.writeUInt16LE(0x7075, 0)
  field.writeUInt16LE(5 + raw.length, 2)
  field[4] = 1
  field.writeUInt32LE(crc32(Buffer.from('caf?.txt')), 5)
  raw.copy(field, 9)
  return field
}

const zeros = (bytes: number) => Buffer.alloc(bytes)
/** Bytes that do not compress, the same at every run. */
const noise = (bytes: number) => createCipheriv('aes-128-ctr', zeros(16), zeros(16)).update(zeros(bytes))

/** what, code, entries, end */
const hostileZips: readonly (readonly [string, string, readonly ZipSpec[], ZipEndSpec?])[] = [
  ['a name with ..', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: '../out/evil', data: 'x' }]],
  ['.. in the middle', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a/../../out/evil', data: 'x' }]],
  ['.. at the end', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a/..' }]],
  ['an absolute name', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: '/tmp/evil', data: 'x' }]],
  ['a drive', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'C:\\evil', data: 'x' }]],
  ['backslashes', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: '..\\..\\evil', data: 'x' }]],
  ['backslashes from DOS', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: '..\\..\\evil', data: 'x', host: 0 }]],
  ['a share', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: '\\\\server\\evil', data: 'x' }]],
  ['a stream of NTFS', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a.txt:evil', data: 'x' }]],
  ['a device of Windows', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a/CON.txt', data: 'x' }]],
  ['a dot at the end', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'evil.', data: 'x' }]],
  ['NUL in a name', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a\0.txt', data: 'x' }]],
  ['a newline in a name', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a\n.txt', data: 'x' }]],
  ['a bidirectional name', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a\u202etxt.exe', data: 'x' }]],
  ['an empty name', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: '', data: 'x' }]],
  ['an empty part', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a//b', data: 'x' }]],
  ['our own names', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: '.breakwater-evil', data: 'x' }]],
  ['a name over 255 bytes', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a'.repeat(256), data: 'x' }]],
  ['a link', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'link', data: '/etc/passwd', mode: 0o120777 }]],
  ['a link, then a file through it', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'link', data: '../out', mode: 0o120777 }, { name: 'link/evil', data: 'x' }]],
  ['a link that says it is made on DOS', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'link', data: '/etc', mode: 0o120777, host: 0 }]],
  ['a device', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'device', mode: 0o020666 }]],
  ['a FIFO', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'fifo', mode: 0o010666 }]],
  ['the same name twice', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a', data: '1' }, { name: 'a', data: '2' }]],
  ['names that differ in case', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a', data: '1' }, { name: 'A', data: '2' }]],
  ['folders that differ in case', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'dir/a', data: '1' }, { name: 'DIR/b', data: '2' }]],
  ['names that differ in composition', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'é', data: '1' }, { name: 'e\u0301', data: '2' }]],
  ['a file and a folder of one name', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a', data: '1' }, { name: 'a/b', data: '2' }]],
  ['a folder and a file of one name', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a/b', data: '2' }, { name: 'a', data: '1' }]],
  ['an encrypted entry', 'FILES_ARCHIVE_ENCRYPTED', [{ name: 'a', data: 'x', flags: 0x801 }]],
  ['strong encryption', 'FILES_ARCHIVE_ENCRYPTED', [{ name: 'a', data: 'x', flags: 0x840 }]],
  ['AES', 'FILES_ARCHIVE_ENCRYPTED', [{ name: 'a', data: 'x', extra: Buffer.from('0199070002004145030800', 'hex') }]],
  ['another compression', 'FILES_ARCHIVE_METHOD_REFUSED', [{ name: 'a', data: 'x', method: 14 }]],
  ['another local name', 'FILES_ARCHIVE_INVALID', [{ name: 'good', localName: 'evil', data: 'x' }]],
  ['another local size', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz', localSize: 2 }]],
  ['another local checksum', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz', localCrc: 1 }]],
  ['another local compression', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz', localMethod: 0 }]],
  ['encrypted in the local header', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz', localFlags: 0x801 }]],
  ['a wrong checksum', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz', crc: 1 }]],
  ['fewer bytes than announced', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz', size: 4 }]],
  ['more bytes than announced', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz', size: 2 }]],
  ['many more bytes than announced', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: zeros(3_000_000), size: 10 }]],
  ['stored with two sizes', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz', store: true, size: 2 }]],
  ['damaged data', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz', packedData: Buffer.from('ffffffff', 'hex') }]],
  ['bytes after the end of an entry', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz', packedData: Buffer.concat([deflateRawSync('xyz'), Buffer.from('hidden')]) }]],
  ['a wrong data descriptor', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz', descriptor: 'wrong' }]],
  ['entries that overlap', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz' }, { name: 'b', data: 'xyz', offset: 0 }]],
  ['an entry outside', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz', offset: 100_000 }]],
  ['a hidden entry', 'FILES_ARCHIVE_INVALID', [{ name: 'hidden', data: 'x', hidden: true }, { name: 'a', data: 'xyz' }]],
  ['a hidden entry at the end', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'xyz' }, { name: 'hidden', data: 'x', hidden: true }]],
  ['bytes before the archive', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'x' }], { before: Buffer.from('#!/bin/sh\n') }],
  ['bytes before the directory', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'x' }], { gap: Buffer.from('gap') }],
  ['bytes after the archive', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'x' }], { after: Buffer.from('more') }],
  ['a wrong count', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'x' }], { count: 2 }],
  ['a count that hides entries', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'x' }, { name: 'b', data: 'x' }], { count: 1 }],
  ['an archive in a comment', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'x' }], { comment: buildZip([{ name: 'evil', data: 'x' }]) }],
  ['a folder with contents', 'FILES_ARCHIVE_INVALID', [{ name: 'a/', data: 'x', mode: 0o040755 }]],
  ['a name that is not UTF-8', 'FILES_ARCHIVE_INVALID', [{ name: Buffer.from([0x61, 0xff]), data: 'x' }]],
  ['a Unicode path of another name', 'FILES_ARCHIVE_INVALID', [{ name: 'other.txt', data: 'x', extra: hosts('evil.txt') }]],
  ['too many entries', 'FILES_ARCHIVE_LIMIT', Array.from({ length: 21 }, (_, index) => ({ name: `f${index}`, data: 'x' }))],
  ['too deep', 'FILES_ARCHIVE_LIMIT', [{ name: 'a/'.repeat(10) + 'b', data: 'x' }]],
  ['too large an entry', 'FILES_ARCHIVE_LIMIT', [{ name: 'a', data: noise(5_000) }]],
  ['a bomb', 'FILES_ARCHIVE_LIMIT', [{ name: 'a', data: zeros(3_000_000) }]],
]

const limits = { maxEntries: 20, maxDepth: 8 }

describe('hostile zip archives leave nothing', () => {
  test.each(hostileZips)('%s: %s', async (what, code, specs, end) => {
    const { root, inside, outside } = playground()
    fs.writeFileSync(join(inside, 'mine'), 'mine')
    const folder = await openFolder(inside)
    const before = [snapshot(outside), snapshot(inside), fs.readdirSync(root)]
    const open = descriptors()
    const bytes = buildZip(specs as readonly ZipSpec[], end as ZipEndSpec | undefined)
    const options = { ...limits, ...(what === 'too large an entry' ? { maxEntryBytes: 4_000 } : {}) }
    await expect(folder.unzip(bytes, options)).rejects.toMatchObject({ code })
    await expect(folder.unzip(bytes, { ...options, into: 'incoming' })).rejects.toMatchObject({ code })
    await expect(folder.unzip(Readable.from([bytes.subarray(0, 20), bytes.subarray(20)]), options)).rejects.toMatchObject({ code })
    expect([snapshot(outside), snapshot(inside), fs.readdirSync(root)]).toEqual(before)
    expect(descriptors()).toBeLessThanOrEqual(open)
  })
  test('an archive that is cut off, at every byte', async () => {
    const { inside } = playground()
    const folder = await openFolder(inside)
    const bytes = buildZip([{ name: 'a.txt', data: 'hello' }, { name: 'b/c.txt', data: 'hello hello' }])
    for (let length = 0; length < bytes.length; length++) await expect(folder.unzip(bytes.subarray(0, length))).rejects.toMatchObject({ code: 'FILES_ARCHIVE_INVALID' })
    expect(fs.readdirSync(inside)).toEqual([])
  })
  test('a byte that is changed is noticed or harmless', async () => {
    const { inside, outside } = playground()
    const folder = await openFolder(inside)
    const before = snapshot(outside)
    const bytes = buildZip([{ name: 'a.txt', data: 'hello' }, { name: 'b/c.txt', data: 'hello hello' }])
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes)
      changed[index]! ^= 1 << index % 8
      await folder.unzip(changed, { into: 'x' }).catch((error: unknown) => expect(error).toMatchObject({ code: expect.stringMatching(/^FILES_/) }))
      for (const name of folder.listSync('', { recursive: true })) expect(['file', 'folder']).toContain(name.kind)
      await folder.remove('x', { recursive: true, force: true })
      expect(fs.readdirSync(inside)).toEqual([])
    }
    expect(snapshot(outside)).toEqual(before)
  })
})

const longName = `${'d'.repeat(90)}/${'f'.repeat(90)}`

/** what, code, entries, what follows them */
const hostileTars: readonly (readonly [string, string, readonly TarSpec[], Buffer?])[] = [
  ['a name with ..', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: '../out/evil', data: 'x' }]],
  ['./.. before a name', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: './../out/evil', data: 'x' }]],
  ['an absolute name', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: '/tmp/evil', data: 'x' }]],
  ['a prefix that climbs', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'evil', prefix: '..', data: 'x' }]],
  ['a link', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'link', type: '2', link: '../out' }]],
  ['a link, then a file through it', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'link', type: '2', link: '../out' }, { name: 'link/evil', data: 'x' }]],
  ['a hard link', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a', data: 'x' }, { name: 'hard', type: '1', link: '/etc/passwd' }]],
  ['a character device', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'device', type: '3' }]],
  ['a block device', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'device', type: '4' }]],
  ['a FIFO', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'fifo', type: '6' }]],
  ['a sparse file', 'FILES_ARCHIVE_INVALID', [{ name: 'sparse', type: 'S' }]],
  ['a sparse file by pax', 'FILES_ARCHIVE_INVALID', [{ name: 'pax', type: 'x', data: pax('GNU.sparse.major', '1') }, { name: 'sparse', data: 'x' }]],
  ['an unknown kind', 'FILES_ARCHIVE_INVALID', [{ name: 'odd', type: 'Q' }]],
  ['a pax path that climbs', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'pax', type: 'x', data: pax('path', '../out/evil') }, { name: 'good', data: 'x' }]],
  ['a pax path with NUL', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'pax', type: 'x', data: pax('path', 'a\0b') }, { name: 'good', data: 'x' }]],
  ['a pax path for every entry', 'FILES_ARCHIVE_INVALID', [{ name: 'pax', type: 'g', data: pax('path', 'evil') }, { name: 'good', data: 'x' }]],
  ['a pax path twice', 'FILES_ARCHIVE_INVALID', [{ name: 'pax', type: 'x', data: pax('path', 'a') + pax('path', '../b') }, { name: 'good', data: 'x' }]],
  ['two pax headers', 'FILES_ARCHIVE_INVALID', [{ name: 'pax', type: 'x', data: pax('path', 'a') }, { name: 'pax', type: 'x', data: pax('path', 'b') }, { name: 'good', data: 'x' }]],
  ['a pax header with wrong lengths', 'FILES_ARCHIVE_INVALID', [{ name: 'pax', type: 'x', data: '99 path=a\n' }, { name: 'good', data: 'x' }]],
  ['a pax size that is no number', 'FILES_ARCHIVE_INVALID', [{ name: 'pax', type: 'x', data: pax('size', '-1') }, { name: 'good', data: 'x' }]],
  ['a pax header at the end', 'FILES_ARCHIVE_INVALID', [{ name: 'pax', type: 'x', data: pax('path', 'a') }]],
  ['a long name that climbs', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: '././@LongLink', type: 'L', data: '../out/evil\0' }, { name: 'good', data: 'x' }]],
  ['two long names', 'FILES_ARCHIVE_INVALID', [{ name: '././@LongLink', type: 'L', data: 'a\0' }, { name: '././@LongLink', type: 'L', data: 'b\0' }, { name: 'good', data: 'x' }]],
  ['a long name and another pax path', 'FILES_ARCHIVE_INVALID', [{ name: '././@LongLink', type: 'L', data: 'a\0' }, { name: 'pax', type: 'x', data: pax('path', 'b') }, { name: 'good', data: 'x' }]],
  ['a folder with contents', 'FILES_ARCHIVE_INVALID', [{ name: 'dir', type: '5', data: 'x' }]],
  ['a link with contents', 'FILES_ARCHIVE_INVALID', [{ name: 'link', type: '2', data: 'x' }]],
  ['the same name twice', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'a', data: '1' }, { name: './a', data: '2' }]],
  ['names that differ in case', 'FILES_ARCHIVE_ENTRY_REFUSED', [{ name: 'straße', data: '1' }, { name: 'STRASSE', data: '2' }]],
  ['a wrong checksum', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'x', sum: 1 }]],
  ['another magic', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'x', magic: 'xstar\x0000' }]],
  ['a size beyond the archive', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'x', size: 5_000 }]],
  ['a huge size', 'FILES_ARCHIVE_LIMIT', [{ name: 'a', data: 'x', size: 2 ** 50, base256: true }]],
  ['bytes after the end', 'FILES_ARCHIVE_INVALID', [{ name: 'a', data: 'x' }], Buffer.concat([Buffer.alloc(1024), buildTar([{ name: 'evil', data: 'x' }])])],
  ['too many entries', 'FILES_ARCHIVE_LIMIT', Array.from({ length: 21 }, (_, index) => ({ name: `f${index}`, data: 'x' }))],
  ['too deep', 'FILES_ARCHIVE_LIMIT', [{ name: 'a/'.repeat(10) + 'b', data: 'x' }]],
]

describe('hostile tar archives leave nothing', () => {
  test.each(hostileTars)('%s: %s', async (_, code, specs, end) => {
    const { root, inside, outside } = playground()
    fs.writeFileSync(join(inside, 'mine'), 'mine')
    const folder = await openFolder(inside)
    const before = [snapshot(outside), snapshot(inside), fs.readdirSync(root)]
    const open = descriptors()
    const bytes = buildTar(specs as readonly TarSpec[], end as Buffer | undefined)
    await expect(folder.untar(bytes, limits)).rejects.toMatchObject({ code })
    await expect(folder.untar(gzipSync(bytes), { ...limits, into: 'incoming' })).rejects.toMatchObject({ code })
    await expect(folder.untar(Readable.from(Array.from({ length: Math.ceil(bytes.length / 100) }, (_, index) => bytes.subarray(index * 100, index * 100 + 100))), limits)).rejects.toMatchObject({ code })
    expect([snapshot(outside), snapshot(inside), fs.readdirSync(root)]).toEqual(before)
    expect(descriptors()).toBeLessThanOrEqual(open)
  })
  test.each([
    ['a gzip bomb', () => gzipSync(buildTar([{ name: 'a', data: zeros(5_000_000) }])), 'FILES_ARCHIVE_LIMIT'],
    ['a bomb that is skipped', () => gzipSync(buildTar([{ name: '.a', data: zeros(5_000_000) }])), 'FILES_ARCHIVE_LIMIT'],
    ['damaged gzip', () => gzipSync(buildTar([{ name: 'a', data: 'x' }])).fill(7, 12, 30), 'FILES_ARCHIVE_INVALID'],
    ['gzip that is cut off', () => gzipSync(buildTar([{ name: 'a', data: 'x' }])).subarray(0, -12), 'FILES_ARCHIVE_INVALID'],
    ['bzip2', () => Buffer.from('BZh91AY&SY'), 'FILES_ARCHIVE_METHOD_REFUSED'],
    ['no archive', () => Buffer.from('hello, this is no archive at all '.repeat(40)), 'FILES_ARCHIVE_INVALID'],
  ])('%s', async (_, make, code) => {
    const { inside } = playground()
    const folder = await openFolder(inside)
    await expect(folder.untar(make())).rejects.toMatchObject({ code })
    expect(fs.readdirSync(inside)).toEqual([])
  })
})

describe('ordinary archives', () => {
  const tree = () => {
    const { inside } = playground()
    fs.mkdirSync(join(inside, 'docs/empty'), { recursive: true })
    fs.writeFileSync(join(inside, 'docs/read me.txt'), 'hello')
    fs.writeFileSync(join(inside, 'ünïcode 日本.txt'), 'text')
    fs.writeFileSync(join(inside, 'empty.txt'), '')
    fs.writeFileSync(join(inside, 'big.bin'), noise(3_000_000))
    fs.writeFileSync(join(inside, 'zeros.bin'), zeros(900_000))
    fs.writeFileSync(join(inside, 'docs', 'n'.repeat(120)), 'long')
    return inside
  }
  const contents = (folder: string) => snapshot(folder).map(line => line.replace(/ \d+ \d+ /, ' '))
  test.each(['zip', 'tar', 'tar.gz'])('our own %s', async form => {
    const inside = tree()
    const folder = await openFolder(inside)
    const packed = await buffer(form === 'zip' ? folder.zip() : folder.tar(undefined, { gzip: form === 'tar.gz' }))
    const target = playground().inside
    const other = await openFolder(target)
    const open = descriptors()
    const result = form === 'zip' ? await other.unzip(packed) : await other.untar(packed)
    expect(contents(target)).toEqual(contents(inside))
    expect(result.files).toHaveLength(6)
    await other.write('again', Readable.from([packed]))
    await (form === 'zip' ? other.unzip('again', { into: 'second/time' }) : other.untar('again', { into: 'second/time' }))
    expect(contents(join(target, 'second/time'))).toEqual(contents(inside))
    expect(descriptors()).toBeLessThanOrEqual(open)
    expect(fs.statSync(join(target, 'docs/read me.txt')).mode & 0o777).toBe(0o600)
  })
  test.skipIf(!has('unzip'))('ours is read by unzip and tar', async () => {
    const inside = tree()
    const { root } = playground()
    const folder = await openFolder(inside)
    fs.writeFileSync(join(root, 'x.zip'), await buffer(folder.zip()))
    fs.writeFileSync(join(root, 'x.tgz'), await buffer(folder.tar('', { gzip: true })))
    execFileSync('unzip', ['-q', join(root, 'x.zip'), '-d', join(root, 'zip')], { env: { ...process.env, LC_ALL: 'C.UTF-8' } })
    fs.mkdirSync(join(root, 'tar'))
    execFileSync('tar', ['xzf', join(root, 'x.tgz'), '-C', join(root, 'tar')])
    expect(contents(join(root, 'zip'))).toEqual(contents(inside))
    expect(contents(join(root, 'tar'))).toEqual(contents(inside))
  })
  const packers: readonly (readonly [string, string, string])[] = [
    ['zip', 'zip', 'zip -qr ../x.zip .'],
    ['zip', 'zip streamed', 'zip -qr - . | cat > ../x.zip'],
    ['zip', 'zip stored', 'zip -qr0 ../x.zip .'],
    ['zip', 'zip without folders', 'zip -qrD ../x.zip .'],
    ['tar', 'tar of .', 'tar cf ../x.tar .'],
    ['tar', 'tar of names', 'tar czf ../x.tar *'],
    ['tar', 'ustar', 'tar cf ../x.tar --format=ustar --exclude="nnn*" *'],
    ['tar', 'gnu', 'tar cf ../x.tar --format=gnu *'],
    ['tar', 'pax', 'tar cf ../x.tar --format=pax *'],
    ['tar', 'v7', 'tar cf ../x.tar --format=v7 --exclude="n*" --exclude="ü*" *'],
    ['python3', 'python zipfile', 'python3 -m zipfile -c ../x.zip *'],
    ['python3', 'python tarfile', 'python3 -m tarfile -c ../x.tar *'],
  ]
  test.each(packers)('of %s: %s', async (program, what, command) => {
    if (!has(program)) return expect(what).toBe(what)
    const inside = tree()
    execFileSync('sh', ['-c', command], { cwd: inside, env: { ...process.env, LC_ALL: 'C.UTF-8' } })
    const file = command.includes('x.zip') ? 'x.zip' : 'x.tar'
    const { inside: target } = playground()
    const folder = await openFolder(target)
    const source = fs.createReadStream(join(inside, '..', file))
    const result = file === 'x.zip' ? await folder.unzip(source) : await folder.untar(source)
    const expected = contents(inside).filter(line => (what === 'ustar' ? !/^docs\/n/.test(line) : what === 'v7' ? !/^(docs\/n|ü)/.test(line) : what === 'zip without folders' ? !line.startsWith('docs/empty') : true))
    expect(contents(target)).toEqual(expected)
    expect(result.skipped).toEqual([])
  })
  test('of Windows, macOS and old tools', async () => {
    const { inside } = playground()
    const folder = await openFolder(inside)
    const result = await folder.unzip(buildZip([
      { name: 'dir\\file.txt', data: 'backslash', host: 0, mode: 0 },
      { name: '__MACOSX/._a.txt', data: 'junk' },
      { name: 'pics/.DS_Store', data: 'junk' },
      { name: '.gitignore', data: 'dot' },
      { name: Buffer.from([0x81, 0x2e, 0x74, 0x78, 0x74]), data: 'cp437', flags: 0 },
      { name: 'signed.txt', data: 'descriptor', descriptor: 'signed' },
      { name: 'plain.txt', data: 'descriptor', descriptor: 'plain' },
      { name: 'caf?.txt'.replace('?', '_'), data: 'x' },
      { name: 'setuid', data: 'x', mode: 0o104755 },
    ], { comment: Buffer.from('made by somebody') }))
    expect(result.skipped).toEqual(['__MACOSX/._a.txt', 'pics/.DS_Store', '.gitignore'])
    expect(folder.readTextSync('dir/file.txt')).toBe('backslash')
    expect(folder.readTextSync('ü.txt')).toBe('cp437')
    expect(fs.statSync(join(inside, 'setuid')).mode & 0o7777).toBe(0o600)
    expect(result.files).toContain('plain.txt')
    const dotted = await openFolder(inside, { dotfiles: true })
    expect((await dotted.unzip(buildZip([{ name: '.gitignore', data: 'dot' }]))).files).toEqual(['.gitignore'])
  })
  test('tar with links left out, old and long names', async () => {
    const { inside } = playground()
    const folder = await openFolder(inside)
    const result = await folder.untar(buildTar([
      { name: 'pax_global_header', type: 'g', data: pax('comment', 'abc') },
      { name: './', type: '5' },
      { name: './a', data: '1' },
      { name: 'bin/link', type: '2', link: '../a' },
      { name: 'hard', type: '1', link: 'a' },
      { name: '././@LongLink', type: 'L', data: `${longName}\0` },
      { name: longName.slice(0, 100), data: 'long' },
      { name: 'x', type: 'x', data: pax('mtime', '1.5') + pax('path', 'ümläut/ß') },
      { name: 'x', data: 'pax' },
      { name: 'b', prefix: 'pre/fix', data: '2' },
      { name: 'large', data: '3', base256: true },
    ]), { links: 'skip' })
    expect(result.skipped).toEqual(['bin/link', 'hard'])
    expect([...result.files].sort()).toEqual(['a', longName, 'large', 'pre/fix/b', 'ümläut/ß'].sort())
  })
  test('into folders that are there', async () => {
    const { inside } = playground()
    const folder = await openFolder(inside)
    const first = buildZip([{ name: 'a/one', data: '1' }, { name: 'top', data: 't' }])
    const second = buildZip([{ name: 'a/two', data: '2' }, { name: 'b/three', data: '3' }])
    const third = buildZip([{ name: 'a/four', data: '4' }, { name: 'a/one', data: 'new' }, { name: 'z', data: 'z' }])
    await folder.unzip(first, { into: 'x' })
    await folder.unzip(second, { into: 'x/' })
    await expect(folder.unzip(third, { into: 'x' })).rejects.toMatchObject({ code: 'FILES_ARCHIVE_CONFLICT' })
    expect(folder.listSync('', { recursive: true }).map(({ name }) => name)).toEqual(['x', 'x/a', 'x/b', 'x/top', 'x/a/one', 'x/a/two', 'x/b/three'])
    expect(folder.readTextSync('x/a/one')).toBe('1')
    const seen: number[] = []
    const result = await folder.unzip(third, { into: 'x', overwrite: true, onProgress: ({ entries }) => seen.push(entries) })
    expect(result.files).toEqual(['x/a/four', 'x/a/one', 'x/z'])
    expect(seen).toHaveLength(3)
    expect(folder.readTextSync('x/a/one')).toBe('new')
    await expect(folder.unzip(buildZip([{ name: 'a', data: 'file in place of a folder' }]), { into: 'x', overwrite: true })).rejects.toMatchObject({ code: 'FILES_ARCHIVE_CONFLICT' })
    expect(fs.readdirSync(inside)).toEqual(['x'])
  })
  test('an abort, a callback that throws, a full quota and a source that fails leave nothing', async () => {
    const { inside } = playground()
    const folder = await openFolder(inside, { maxTotalBytes: 100 })
    const bytes = buildZip([{ name: 'a', data: 'x'.repeat(60) }, { name: 'b', data: 'x'.repeat(60) }])
    await expect(folder.unzip(bytes)).rejects.toMatchObject({ code: 'FILES_QUOTA' })
    const free = await openFolder(inside)
    const controller = new AbortController()
    await expect(free.unzip(bytes, { signal: controller.signal, onProgress: () => controller.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    await expect(free.unzip(bytes, { onProgress: () => { throw new Error('mine') } })).rejects.toMatchObject({ message: 'mine' })
    await expect(free.untar((async function* () { yield buildTar([{ name: 'a', data: 'x' }]).subarray(0, 700); throw new Error('lost') })())).rejects.toMatchObject({ message: 'lost' })
    for (const source of [undefined, 5, {}, ['x'], null]) await expect(free.unzip(source as never)).rejects.toMatchObject({ code: 'FILES_ARCHIVE_SOURCE_REFUSED' })
    await expect(free.unzip('none.zip')).rejects.toMatchObject({ code: 'ENOENT', path: 'none.zip' })
    await expect(free.unzip('../x.zip')).rejects.toMatchObject({ code: 'FILES_NAME_CLIMBS' })
    await expect(free.unzip(bytes, { into: '../out' })).rejects.toMatchObject({ code: 'FILES_NAME_CLIMBS' })
    await expect(free.readOnly().unzip(bytes)).rejects.toMatchObject({ code: 'FILES_READ_ONLY' })
    expect(fs.readdirSync(inside)).toEqual([])
    await folder.write('ok', 'x'.repeat(100))
  })
  test('into a link that leaves', async () => {
    const { inside, outside } = playground()
    fs.symlinkSync(outside, join(inside, 'trap'))
    const folder = await openFolder(inside)
    const before = snapshot(outside)
    await expect(folder.unzip(buildZip([{ name: 'a', data: 'x' }]), { into: 'trap' })).rejects.toMatchObject({ code: 'FILES_LINK_LEAVES' })
    await expect(folder.unzip(buildZip([{ name: 'trap/a', data: 'x' }]))).rejects.toMatchObject({ code: 'FILES_ARCHIVE_CONFLICT' })
    await expect(folder.unzip(buildZip([{ name: 'trap/a', data: 'x' }]), { overwrite: true })).rejects.toMatchObject({ code: 'FILES_ARCHIVE_CONFLICT' })
    expect(snapshot(outside)).toEqual(before)
    expect(fs.readdirSync(inside)).toEqual(['trap'])
  })
  test('openZip lists and reads', async () => {
    const archive = await openZip(buildZip([{ name: 'a/b.txt', data: 'hello' }, { name: 'big', data: zeros(2_000_000) }]), { maxRatio: 5_000 })
    expect(archive.entries.map(({ name, kind, size }) => [name, kind, size])).toEqual([['a/b.txt', 'file', 5], ['big', 'file', 2_000_000]])
    expect((await archive.read(archive.entries[0]!)).toString()).toBe('hello')
    expect((await buffer(archive.stream(archive.entries[1]!))).length).toBe(2_000_000)
    await archive.close()
  })
})
