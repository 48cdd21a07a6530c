import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { hunksOf } from '../src/report/diff.ts'
import { git, project, read } from './project.ts'

const lines = (count: number, from = 1) => Array.from({ length: count }, (_, index) => `line ${from + index}`).join('\n')

const cases: [string, string, string][] = [
  ['one line', 'a\nb\nc\n', 'a\nB\nc\n'],
  ['first line added', 'a\n', 'x\na\n'],
  ['last line without newline', 'a\nb', 'a\nc'],
  ['newline added at the end', 'a\nb', 'a\nb\n'],
  ['newline taken from the end', 'a\nb\n', 'a\nb'],
  ['all added', '', 'a\nb\n'],
  ['all removed', 'a\nb\n', ''],
  ['far apart', `${lines(30)}\n`, `${lines(30)}\n`.replace('line 3\n', 'LINE 3\n').replace('line 25\n', 'LINE 25\nmore\n')],
  ['near each other', `${lines(12)}\n`, `${lines(12)}\n`.replace('line 3\n', 'LINE 3\n').replace('line 8\n', '')],
  ['CRLF', 'a\r\nb\r\nc\r\n', 'a\r\nB\r\nc\r\n'],
  ['repeated lines', 'x\n'.repeat(20), `${'x\n'.repeat(9)}y\n${'x\n'.repeat(11)}`],
  ['everything else', `${lines(40)}\n`, `${lines(40, 100)}\n`],
  ['moved', 'a\nb\nc\nd\ne\n', 'c\nd\na\nb\ne\n'],
]

const patchOf = (before: string, after: string) => `--- a/f\n+++ b/f\n${hunksOf(before, after).flatMap(hunk => [hunk.header, ...hunk.lines]).join('\n')}\n`

describe('hunksOf', () => {
  test.each(cases)('git apply takes the diff: %s', (_, before, after) => {
    const root = project({ f: before })
    git(root, 'init', '--quiet')
    const applied = spawnSync('git', ['apply', '--unidiff-zero', '-'], { cwd: root, input: patchOf(before, after), encoding: 'utf8' })
    expect(applied.stderr).toBe('')
    expect(read(root, 'f')).toBe(after)
  })

  test('what is the same has no hunks', () => expect(hunksOf('a\nb', 'a\nb')).toEqual([]))

  test('more changes than can be compared become one hunk', () => {
    const before = `${lines(3_000)}\n`
    expect(hunksOf(before, before.replaceAll('line', 'LINE')).length).toBe(1)
  })
})
