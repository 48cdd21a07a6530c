import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { main } from '../src/commands/main.ts'
import { palette } from '../src/terminal/colour.ts'
import { ProgressBar } from '../src/terminal/progress-bar.ts'
import { visible, visibleCode, visibleJson } from '../src/terminal/visible.ts'
import { project, run, vulnerable } from './project.ts'

const ESC = '\u001b'

describe('visible', () => {
  test.each([
    ['plain ünï 漢字 😀', 'plain ünï 漢字 😀'],
    [`${ESC}[2J`, '\\u{1b}[2J'],
    ['a\nb\tc\r', 'a\\u{a}b\\u{9}c\\u{d}'],
    ['\u009b31m', '\\u{9b}31m'],
    ['\u202eevil\u2066', '\\u{202e}evil\\u{2066}'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['\u{e0041}tag', '\\u{e0041}tag'],
  ])('%j', (text, shown) => expect(visible(text)).toBe(shown))

  test('in JSON they are escapes that mean the same', () => {
    const value = { text: 'a\u009b\u202e\u{e0041}\n"\\' }
    const shown = visibleJson(JSON.stringify(value, null, 2))
    expect(shown).toContain('\\u009b\\u202e\\udb40\\udc41')
    expect(JSON.parse(shown)).toEqual(value)
  })

  test('tabs stay in code', () => expect(visibleCode(`\tx${ESC}`)).toBe('\tx\\u{1b}'))
})

describe('what files hold never drives the terminal', () => {
  const hostile = `${ESC}]0;pwned\u0007${ESC}[2J\u202e`
  const files = { [`evil${hostile}.js`]: vulnerable.replace("id = '", `/* ${hostile} */ id = '`), [`broken${hostile}.js`]: `select ${hostile}` }

  test.each([[['migrate']], [['check']], [['migrate', '--verbose']], [['migrate', '--json']], [['check', '--sarif']], [['migrate', '--interactive']], [['migrate', '--write']], [['migrate', `no${hostile}`]], [['explain', hostile]], [[`x${hostile}`]], [['check', `--${hostile}`]]])('%j', async args => {
    const { out, err } = await run(project(files), args)
    expect(out + err).not.toBe('')
    expect(out + err).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
    expect(out + err).not.toContain('\u202e')
  })
})

describe('colour', () => {
  test.each([
    [true, {}, true], [false, {}, false], [undefined, {}, false], [true, { NO_COLOR: '1' }, false], [true, { NO_COLOR: '' }, true], [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true], [false, { FORCE_COLOR: '0' }, false], [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('terminal %s with %j: %s', (isTTY, env, coloured) => {
    expect(palette({ isTTY }, env).red('x')).toBe(coloured ? `${ESC}[31mx${ESC}[39m` : 'x')
  })

  test('a diff is coloured on a terminal', async () => {
    const { out } = await run(project({ 'a.js': vulnerable }), ['migrate'], { isTTY: true })
    expect(out).toContain(`${ESC}[31m-exports.byId`)
  })
})

describe('the progress bar', () => {
  const drawn = (isTTY: boolean) => {
    let text = ''
    const bar = new ProgressBar({ isTTY, columns: 200, write: part => void (text += part) })
    bar.update({ stage: 'judge', done: 1, total: 2 })
    bar.update({ stage: 'verify', done: 3 })
    bar.clear()
    return text
  }
  test('is drawn on a terminal, at once for the tests and late for files', () => expect(drawn(true)).toBe(`\r${ESC}[2Krunning the tests (run 3)\r${ESC}[2K`))
  test('writes nothing elsewhere', () => expect(drawn(false)).toBe(''))
})

test('an interrupted run ends with an error and leaves the files', async () => {
  const root = project({ 'a.js': vulnerable })
  let err = ''
  const silent = { write: () => undefined }
  const code = await main(['migrate', '--write'], { cwd: root, env: {}, stdin: new PassThrough(), stdout: silent, stderr: { write: text => void (err += text) }, signal: AbortSignal.abort() })
  expect([code, err]).toEqual([2, expect.stringContaining('CLI_ABORTED')])
})
