import { describe, expect, test } from 'vitest'
import { codes } from '../src/codes.ts'
import { families, reasons } from '@breakwater/sinks'
import { flagsOf } from '../src/commands/flags.ts'
import { project, run, vulnerable } from './project.ts'

const empty = () => project({})

describe('the command line', () => {
  test.each([
    [['--version'], 0, '0.1.0\n'], [['-v'], 0, '0.1.0\n'], [['--help'], 0, 'Usage: breakwater <command>'], [[], 2, 'Usage: breakwater <command>'], [['help', 'check'], 0, 'Usage: breakwater check'],
    [['migrate', '--help'], 0, 'Usage: breakwater migrate'], [['check', '-h'], 0, 'Usage: breakwater check'], [['explain', '--help'], 0, 'Usage: breakwater explain'],
  ])('%j ends with %i', async (args, code, text) => {
    const result = await run(empty(), args)
    expect(result).toMatchObject({ code, err: '' })
    expect(result.out).toContain(text)
  })

  test.each([
    [['migrat'], 'Did you mean migrate?'], [['--wat'], 'breakwater --help'], [['migrate', '--wrtie'], 'Did you mean --write?'], [['check', '--write'], 'unknown flag --write'],
    [['check', '--stict'], 'Did you mean --strict?'], [['migrate', '--max-changes', '0'], 'whole number'], [['migrate', '--max-changes', '1e3'], 'whole number'], [['migrate', '--max-changes=-1'], 'whole number'],
    [['migrate', '--write=yes'], 'takes none'], [['migrate', '--since'], 'without a value'], [['migrate', '--since='], 'without a value'], [['migrate', '--since', '--write'], 'Write --since=…'],
    [['migrate', '--since', 'a', '--since', 'b'], 'more than once'], [['migrate', '--only', 'sql/nothing'], 'Known: migrated'], [['check', '--rule', 'nothing'], 'Known: sql'],
    [['migrate', '-x'], 'unknown flag -x'], [['migrate', '--__proto__'], 'unknown flag'], [['migrate', '--interactive', '--json'], 'Leave one of them out'], [['toString'], 'unknown command'],
  ])('%j is refused with a word of help', async (args, text) => {
    const { code, out, err } = await run(empty(), args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(text)
    expect(err).toContain('CLI_USAGE')
  })

  test.each([[['check', 'no such file'], 'CLI_PATH_UNREADABLE'], [['migrate', '--undo'], 'CLI_UNDO_NOTHING'], [['explain', 'nothing'], 'CLI_TOPIC_UNKNOWN']])('%j ends with 2 and %s', async (args, code) => {
    expect(await run(empty(), args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(code) })
  })

  test.each(Object.entries(flagsOf))('the help of %s names every flag, within 120 columns', async (command, flags) => {
    const { out } = await run(empty(), [command, '--help'])
    for (const flag of Object.keys(flags)) expect(out).toContain(`--${flag}`)
    expect(Math.max(...out.split('\n').map(line => line.length))).toBeLessThanOrEqual(120)
  })

  test('paths after -- are paths', async () => {
    const root = project({ '--write.js': vulnerable })
    expect(await run(root, ['check', '--', '--write.js'])).toMatchObject({ code: 1, out: expect.stringContaining('--write.js') })
  })

  test('check tells the place, the message, and the way on', async () => {
    const { code, out } = await run(project({ 'a.js': vulnerable }), ['check'])
    expect(code).toBe(1)
    expect(out).toMatch(/a\.js\n\s+3:33 .*sql\/pg-query/)
    expect(out).toContain('Next: npx breakwater migrate')
  })

  test('a clean project is 0', async () => expect(await run(project({ 'a.js': 'module.exports = 1\n' }), ['check'])).toMatchObject({ code: 0 }))
})

describe('explain', () => {
  test.each([
    ...Object.keys(reasons), ...families.flatMap(({ id, sinks }) => [id, ...sinks.map(sink => sink.id)]), ...Object.keys(codes.table), 'TEMPLATE_REQUIRED', 'SQL_IDENTIFIER_REFUSED',
  ])('%s', async topic => {
    const { code, out } = await run(empty(), ['explain', topic])
    expect(code).toBe(0)
    expect(out.split('\n').length).toBeGreaterThan(2)
  })

  test('without a name it lists everything', async () => {
    const { out } = await run(empty(), ['explain'])
    for (const name of [...Object.keys(reasons), ...Object.keys(codes.table), ...families.flatMap(({ sinks }) => sinks.map(sink => sink.id))]) expect(out).toContain(name)
  })

  test('a near miss is told', async () => expect((await run(empty(), ['explain', 'CLI_GIT_DIRT'])).err).toContain('Did you mean CLI_GIT_DIRTY?'))
})
