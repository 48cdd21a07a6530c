import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/index.ts'

type App = Record<string, () => http.Server>

// Inside the package, so that the app finds the wrapper.
const work = realpathSync(mkdtempSync(join(import.meta.dirname, '../../.behaviour-')))
const require = createRequire(import.meta.url)
const from = process.cwd()
const apps: Record<string, App> = {}

const fill = (version: string) => {
  const folder = join(work, version)
  rmSync(join(folder, 'public'), { recursive: true, force: true })
  mkdirSync(join(folder, 'public/sub'), { recursive: true })
  mkdirSync(join(folder, 'public/uploads'))
  writeFileSync(join(folder, 'public/index.html'), 'index')
  writeFileSync(join(folder, 'public/a b (1).txt'), 'blanks')
  writeFileSync(join(folder, 'public/sub/index.html'), 'sub index')
  writeFileSync(join(folder, 'public/é漢.txt'), 'letters')
  writeFileSync(join(folder, 'secret.txt'), 'SECRET')
  symlinkSync('../secret.txt', join(folder, 'public/link.txt'))
}

beforeAll(async () => {
  for (const version of ['before', 'after']) {
    mkdirSync(join(work, version))
    copyFileSync(join(import.meta.dirname, 'apps/files.cjs'), join(work, version, 'app.js'))
  }
  const report = await migrate({ cwd: work, paths: ['after'], write: true, allowDirty: true })
  expect(report.sites.filter(site => site.outcome === 'manual' || site.outcome === 'skipped').map(site => [site.line, site.reason ?? site.why])).toEqual([])
  for (const version of ['before', 'after']) apps[version] = require(join(work, version, 'app.js')) as App
})
beforeEach(() => ['before', 'after'].forEach(fill))
afterAll(() => {
  process.chdir(from)
  rmSync(work, { recursive: true, force: true })
})

/** What a server of one version answers; the path goes over the wire as it is. */
async function answer(version: string, name: string, path: string, body?: string): Promise<string> {
  process.chdir(join(work, version))
  const server = apps[version]![name]!()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    return await new Promise((resolve, reject) => {
      const request = http.request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', path, method: body === undefined ? 'GET' : 'PUT' }, response => {
        let text = ''
        response.on('data', chunk => (text += String(chunk))).on('end', () => resolve(`${response.statusCode} ${text}`)).on('error', reject)
      })
      request.on('error', reject).end(body)
    })
  } finally {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
}

const readers = ['dominant', 'decoded', 'glued', 'promised', 'asked', 'inFunction']
const honest = ['/index.html', '/sub/index.html', '/missing.html', '/sub//index.html', '/./index.html']
const encoded = ['/a%20b%20(1).txt', '/%C3%A9%E6%BC%A2.txt']

describe('what honest users ask for is answered as before', () => {
  test.each<readonly [string, string]>([
    ...readers.flatMap(name => honest.map(path => [name, path] as const)),
    ...['decoded', 'promised', 'asked', 'inFunction'].flatMap(name => encoded.map(path => [name, path] as const)),
    ...['index.html', 'sub/index.html', 'a%20b%20(1).txt', 'none'].map(file => ['query', `/?file=${file}`] as const),
    ['asked', '/sub'], ['asked', '/'], ['inFunction', '/sub'],
  ])('%s %s', async (name, path) => {
    const old = await answer('before', name, path)
    expect(await answer('after', name, path)).toBe(old)
  })
  test.each(['new.txt', 'a%20b.txt'])('an upload: %s', async name => {
    const old = await answer('before', 'upload', `/${name}`, 'text')
    expect(await answer('after', 'upload', `/${name}`, 'text')).toBe(old)
    expect(readFileSync(join(work, 'after/public/uploads', decodeURIComponent(name)), 'utf8')).toBe('text')
  })
})

const climbs = ['/../secret.txt', '/sub/../../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/%2e%2e%2fsecret.txt', '/link.txt', '//../secret.txt', '/sub/..%2f..%2fsecret.txt']

describe('what attackers ask for is not answered', () => {
  test('each server, as it was, gives the secret away', async () => {
    const leaks = []
    for (const name of readers) for (const path of climbs) if ((await answer('before', name, path)).includes('SECRET')) leaks.push(name)
    expect(new Set(leaks)).toEqual(new Set(readers))
    expect(await answer('before', 'query', '/?file=../secret.txt')).toContain('SECRET')
  })
  test.each<readonly [string, string]>([...readers.flatMap(name => climbs.map(path => [name, path] as const)), ['query', '/?file=../secret.txt'], ['query', '/?file=/../../secret.txt'], ['query', '/?file=link.txt']])('%s %s', async (name, path) => {
    const text = await answer('after', name, path)
    expect(text).not.toContain('SECRET')
    expect(text).toMatch(/^404/)
  })
  test.each(['/..%2f..%2fsecret.txt', '/..%2f..%2fpwned.txt', '/..%2flink.txt'])('an upload: %s', async path => {
    await answer('after', 'upload', path, 'overwritten')
    expect(readFileSync(join(work, 'after/secret.txt'), 'utf8')).toBe('SECRET')
    expect(() => readFileSync(join(work, 'after/pwned.txt'))).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })
})
