import { describe, expect, test } from 'vitest'
import { openFolder } from '../src/index.ts'
import { handleOf } from '../src/folder/branded.ts'
import { playground, snapshot } from './playground.ts'
import { layOut, race } from './race/race.ts'

// 20 000 by BREAKWATER_RACE_SWAPS=20000; a few thousand in every run.
const SWAPS = Number(process.env['BREAKWATER_RACE_SWAPS'] ?? 3_000)

describe.skipIf(process.platform !== 'linux')('a process that swaps links', () => {
  test.each([
    ['directory', true],
    ['leaf', true],
    ['directory', false],
    ['leaf', false],
  ] as const)('%s, file system known as local: %s', async (kind, isLocal) => {
    const { inside, outside } = playground()
    layOut(inside, outside)
    const before = snapshot(outside)
    const folder = await openFolder(inside)
    if (!isLocal) Object.defineProperty(handleOf(folder, 'test').root, 'isLocal', { value: false })
    const { rounds, done, leaked } = await race(folder, inside, kind, SWAPS)
    expect(leaked).toEqual([])
    expect(snapshot(outside)).toEqual(before)
    expect(done).toBeGreaterThan(0)
    expect(rounds).toBeGreaterThan(done / 2)
  }, 600_000)
})
