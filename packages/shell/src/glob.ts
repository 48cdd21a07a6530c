import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { codes } from './codes.ts'
import { safePath } from './slots/path.ts'
import type { Piece } from './slots/piece.ts'

const MAX_FILES = 100_000
const MAGIC = /[*?[]/

type Char = { readonly char: string; readonly live: boolean }

/** True where static text outside of quotes holds a pattern. */
export const hasGlob = (pieces: readonly Piece[]) => pieces.some(piece => piece.bare === true && MAGIC.test(piece.text))

/**
 * The files that a word matches, sorted, or undefined where there are none: the word then stays, as in sh (XCU 2.13.3).
 * Values in the word stand for themselves. Names that a program could take for something else get ./ before them. Codes: SHELL_GLOB_TOO_MANY.
 */
export function expandGlob(pieces: readonly Piece[], cwd: string, list = listFolder): readonly string[] | undefined {
  const chars: Char[] = pieces.flatMap(piece => [...piece.text].map(char => ({ char, live: piece.bare === true })))
  const segments: Char[][] = [[]]
  for (const each of chars) {
    if (each.char === '/') segments.push([])
    else segments.at(-1)!.push(each)
  }
  let found = ['']
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1
    const isPattern = segment.some(({ char, live }) => live && MAGIC.test(char))
    found = found.flatMap(base => (isPattern ? matches(base, segment, cwd, isLast, list) : [base + segment.map(({ char }) => char).join('')])).map(name => (isLast ? name : `${name}/`))
    if (found.length > MAX_FILES) throw codes.error('SHELL_GLOB_TOO_MANY', { details: { limit: MAX_FILES } })
  })
  const there = found.filter(name => !segments.at(-1)!.length || exists(name, cwd))
  return there.length === 0 ? undefined : there.sort((a, b) => (a < b ? -1 : 1)).map(name => safePath(name, 'a pattern'))
}

function matches(base: string, segment: readonly Char[], cwd: string, isLast: boolean, list: typeof listFolder): string[] {
  const pattern = compile(segment)
  const wantsHidden = segment[0]?.char === '.'
  return list(resolve(cwd, base === '' ? '.' : base))
    .filter(({ name, isFolder }) => (wantsHidden || !name.startsWith('.')) && (isLast || isFolder) && match(pattern, [...name]))
    .map(({ name }) => base + name)
}

function listFolder(folder: string): { name: string; isFolder: boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map(entry => ({ name: entry.name, isFolder: entry.isDirectory() || entry.isSymbolicLink() }))
  } catch {
    return []
  }
}

function exists(name: string, cwd: string): boolean {
  const slash = name.lastIndexOf('/')
  const folder = resolve(cwd, slash === -1 ? '.' : name.slice(0, slash + 1))
  return listFolder(folder).some(entry => entry.name === name.slice(slash + 1))
}

type Test = '*' | ((char: string) => boolean)

function compile(segment: readonly Char[]): Test[] {
  const tests: Test[] = []
  for (let at = 0; at < segment.length; at++) {
    const { char, live } = segment[at]!
    if (live && char === '*') tests.push('*')
    else if (live && char === '?') tests.push(() => true)
    else if (live && char === '[') {
      const set = readSet(segment, at)
      if (set) {
        tests.push(set.test)
        at = set.end
      } else tests.push(given => given === '[')
    } else tests.push(given => given === char)
  }
  return tests
}

const CLASSES: Readonly<Record<string, RegExp>> = { alpha: /\p{L}/u, digit: /\d/, alnum: /[\p{L}\d]/u, upper: /\p{Lu}/u, lower: /\p{Ll}/u, space: /\s/, punct: /[!-/:-@[-`{-~]/, xdigit: /[\da-fA-F]/ }

function readSet(segment: readonly Char[], start: number): { test: (char: string) => boolean; end: number } | undefined {
  let at = start + 1
  const isNegated = segment[at]?.char === '!' || segment[at]?.char === '^'
  if (isNegated) at++
  const tests: ((char: string) => boolean)[] = []
  for (let first = true; at < segment.length; at++, first = false) {
    const { char } = segment[at]!
    if (char === ']' && !first) return { test: given => tests.some(test => test(given)) !== isNegated, end: at }
    const named = /^\[:(\w+):\]/.exec(segment.slice(at, at + 12).map(each => each.char).join(''))
    if (named && CLASSES[named[1]!]) {
      const pattern = CLASSES[named[1]!]!
      tests.push(given => pattern.test(given))
      at += named[0].length - 1
    } else if (segment[at + 1]?.char === '-' && segment[at + 2] && segment[at + 2]!.char !== ']') {
      const end = segment[at + 2]!.char
      tests.push(given => given >= char && given <= end)
      at += 2
    } else tests.push(given => given === char)
  }
  return undefined
}

/** Wildcards without backtracking over more than the last star: linear for hostile file names. */
function match(tests: readonly Test[], name: readonly string[]): boolean {
  let test = 0
  let at = 0
  let star = -1
  let mark = 0
  while (at < name.length) {
    const current = tests[test]
    if (current === '*') {
      star = test++
      mark = at
    } else if (current !== undefined && current(name[at]!)) {
      test++
      at++
    } else if (star !== -1) {
      test = star + 1
      at = ++mark
    } else return false
  }
  while (tests[test] === '*') test++
  return test === tests.length
}
