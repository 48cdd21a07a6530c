import { expectRefusal } from '@breakwater/core/testing'
import { describe, expect, test } from 'vitest'
import { bind } from '../src/bind.ts'
import { cmd, optional, opt, path, secret, sh, words } from '../src/index.ts'
import type { ShellCommand } from '../src/index.ts'
import { argvOf } from './argv.ts'

const any = (value: unknown) => value as never
const bypass = any(cmd) as (strings: unknown, ...values: unknown[]) => ShellCommand

/** How text is read: the arguments that the programs get, as a POSIX shell would give them. */
const read: readonly (readonly [string, ShellCommand, readonly (readonly string[])[]])[] = [
  ['quotes', cmd`a 'b  c' "d  e" f'g'"h" ''`, [['a', 'b  c', 'd  e', 'fgh', '']]],
  ['quotes in quotes', cmd`a '"' "'"`, [['a', '"', "'"]]],
  ['backslashes', cmd`a \\; b\\ c \\$x "\\"\\$\\\\\\n" '\\n'`, [['a', ';', 'b c', '$x', '"$\\\\n', '\\n']]],
  ['newline as a space', cmd`a
    b
    c`, [['a', 'b', 'c']]],
  ['a continued line', cmd`a \
    b`, [['a', 'b']]],
  ['all quotes escaped for JavaScript', cmd`a \"b c\"`, [['a', 'b c']]],
  ['a pipeline', cmd`a b | c | d`, [['a', 'b'], ['c'], ['d']]],
  ['a pipeline without spaces', cmd`a b|c&&d||e`, [['a', 'b'], ['c'], ['d'], ['e']]],
  ['a literal $ and @', cmd`grep foo$ HEAD@{1} a@b %x ^y`, [['grep', 'foo$', 'HEAD@{1}', 'a@b', '%x', '^y']]],
  ['$ in single quotes', cmd`awk '{print $1, $NF}'`, [['awk', '{print $1, $NF}']]],
  ['empty braces', cmd`echo {} {a}`, [['echo', '{}', '{a}']]],
  ['a # inside a word', cmd`echo a#b '#c'`, [['echo', 'a#b', '#c']]],
  ['an = in an argument', cmd`a B=c`, [['a', 'B=c']]],
  ['redirects are no arguments', cmd`a 1>x b 2>> y <z 2>&1 c`, [['a', 'b', 'c']]],
  ['a digit in a word before >', cmd`a b2>x`, [['a', 'b2']]],
  ['unicode, where a no-break space is no blank', cmd`echo ü 🚀 a\u00a0b`, [['echo', 'ü', '🚀', 'a\u00a0b']]],

  ['a value', cmd`a ${'x  y'} ${1} ${1.5} ${10n} ${-0}`, [['a', 'x  y', '1', '1.5', '10', '0']]],
  ['a value of shell text', cmd`a ${'; id'} ${'| b'} ${'$(id)'} ${'`id`'} ${'> x'} ${'*'} ${'~'} ${'$HOME'} ${"'"} ${'"'} ${'\\'} ${'#'} ${'A=b'}`, [['a', '; id', '| b', '$(id)', '`id`', '> x', '*', '~', '$HOME', "'", '"', '\\', '#', 'A=b']]],
  ['a value in a word', cmd`a x${'y z'}w --n=${1} '${"it's"}' "${'"'}"`, [['a', 'xy zw', '--n=1', "it's", '"']]],
  ['values side by side', cmd`a ${'b'}${'c'}/${'d'}.png`, [['a', 'bc/d.png']]],
  ['an empty value', cmd`a ${''} "${''}" x${''}`, [['a', '', '', 'x']]],
  ['a list', cmd`a ${['b c', 1]} ${[]} d`, [['a', 'b c', '1', 'd']]],
  ['a list of wrappers', cmd`a ${[path('-b'), opt('c', ['c'])]}`, [['a', './-b', 'c']]],
  ['optional', cmd`a ${optional(undefined)} ${optional('')} ${optional('b')} ${optional(['c', 'd'])} ${optional(path('e'))} ${optional(0)}`, [['a', 'b', 'c', 'd', 'e', '0']]],
  ['words', cmd`a ${words('  b  "c d" \\e\n$x *\t')} ${words(null)} ${words(3)}`, [['a', 'b', '"c', 'd"', '\\e', '$x', '*', '3']]],
  ['path', cmd`a ${path('x y')} ${path('/x')} ${path('../x')} ${path('.x')} ${path('@x')} ${path('+x')} ${path('a:b')} ${path('a=b')} ${path('~')} ${path('-')} ${path(['c', '-d'])}`, [['a', 'x y', '/x', '../x', '.x', './@x', './+x', './a:b', './a=b', './~', './-', 'c', './-d']]],
  ['path in a word', cmd`a ${path('-x')}/y --f=${path('z')}`, [['a', './-x/y', '--f=z']]],
  ['secret', cmd`a ${secret('s')} --p=${secret('t')}`, [['a', 's', '--p=t']]],
  ['a fragment', cmd`git log ${cmd`--format=${'%H'} -n ${2}`} -- ${'x'}`, [['git', 'log', '--format=%H', '-n', '2', '--', 'x']]],
  ['an empty fragment', cmd`a ${cmd``} b${cmd``}`, [['a', 'b']]],
  ['a glued fragment', cmd`a${cmd` -x`} b${cmd`c`}d`, [['a', '-x', 'bcd']]],
  ['a fragment with an operator', cmd`a ${cmd`| b`} ${cmd`&& c > d`}`, [['a'], ['b'], ['c']]],
  ['a list of fragments', cmd`a ${[cmd`-e ${'-x'}`, cmd`-e y`]} ${['z', cmd`w`]}`, [['a', '-e', '-x', '-e', 'y', 'z', 'w']]],
  ['fragments in fragments', [1, 2, 3].reduce<ShellCommand>((line, n) => cmd`${line} ${n}`, cmd`a`), [['a', '1', '2', '3']]],
  ['a program chosen', cmd`${opt('b', ['a', 'b'])} c`, [['b', 'c']]],
]

describe('text is read', () => {
  test.each(read)('%s', (name, command, argv) => {
    if (name === 'a list of fragments') expect(bind(command)[0]!.commands[0]!.words.map(word => word.map(piece => piece.text).join(''))).toEqual(argv[0])
    else expect(argvOf(command)).toEqual(argv)
  })
  test('steps, variables and redirects', () => {
    const [first, second, third] = bind(cmd`A=b C=${'d e'} x <i | y > ${'o'} && ${opt('N', ['N'])}=1 z 2>&1 || w`)
    expect([first!.when, second!.when, third!.when]).toEqual(['', '&&', '||'])
    expect(first!.commands[0]!.env.map(({ name, value }) => [name, value.map(piece => piece.text).join('')])).toEqual([['A', 'b'], ['C', 'd e']])
    expect(second!.commands[0]!.env[0]!.name).toBe('N')
    expect(second!.commands[0]!.redirects).toEqual([{ fd: 2, to: 1 }])
  })
  test('a list that changes afterwards changes nothing', () => {
    const list = ['a', 'b']
    const command = cmd`echo ${list}`
    list[0] = '-x'
    list.push('c')
    expect(argvOf(command)).toEqual([['echo', 'a', 'b']])
  })
})

const SYNTAX = 'SHELL_SYNTAX_REFUSED'
const VALUE = 'SHELL_VALUE_REFUSED'
const GLUED = 'SHELL_SLOT_GLUED'

const refused: readonly (readonly [string, string, () => unknown])[] = [
  [SYNTAX, ';', () => cmd`a; b`],
  [SYNTAX, '; at the end', () => cmd`a;`],
  [SYNTAX, '&', () => cmd`a &`],
  [SYNTAX, '& between', () => cmd`a & b`],
  [SYNTAX, '&>', () => cmd`a &> b`],
  [SYNTAX, '|&', () => cmd`a |& b`],
  [SYNTAX, '$VAR', () => cmd`a $HOME`],
  [SYNTAX, '$VAR in quotes', () => cmd`a "$HOME"`],
  [SYNTAX, '${VAR}', () => cmd`a \${HOME}`],
  [SYNTAX, '$1', () => cmd`a $1`],
  [SYNTAX, '$?', () => cmd`a $?`],
  [SYNTAX, '$$ before a slot', () => cmd`a $${'x'}`],
  [SYNTAX, '$ before a slot in quotes', () => cmd`a "$${'x'}"`],
  [SYNTAX, '$()', () => cmd`a $(id)`],
  [SYNTAX, '$(( ))', () => cmd`a $((1+1))`],
  [SYNTAX, '$() in quotes', () => cmd`a "$(id)"`],
  [SYNTAX, "$'…'", () => cmd`a $'\\n'`],
  [SYNTAX, 'backticks', () => cmd`a \`id\``],
  [SYNTAX, 'backticks in quotes', () => cmd`a "\`id\`"`],
  [SYNTAX, 'a heredoc', () => cmd`a <<EOF`],
  [SYNTAX, 'a here string', () => cmd`a <<< b`],
  [SYNTAX, 'a subshell', () => cmd`(a)`],
  [SYNTAX, 'a process substitution', () => cmd`a <(b)`],
  [SYNTAX, 'a group', () => sh`{ a }`],
  [SYNTAX, 'a negation', () => sh`! a`],
  [SYNTAX, 'if', () => sh`if a`],
  [SYNTAX, 'eval', () => sh`eval a`],
  [SYNTAX, 'export', () => sh`export A=b`],
  [SYNTAX, 'source', () => sh`. ./env.sh`],
  [SYNTAX, 'braces', () => cmd`a {b,c}`],
  [SYNTAX, 'a range', () => cmd`a {1..3}`],
  [SYNTAX, 'a comment', () => cmd`a # b`],
  [SYNTAX, 'a descriptor above 2', () => cmd`a 3>b`],
  [SYNTAX, '>|', () => cmd`a >| b`],
  [SYNTAX, '<>', () => cmd`a <> b`],
  [SYNTAX, '>&-', () => cmd`a 2>&-`],
  [SYNTAX, '>&file', () => cmd`a >&b`],
  [SYNTAX, '~user', () => argvOf(cmd`a ~root/x`)],
  [SYNTAX, 'cd in a pipeline', () => argvOf(cmd`cd /tmp | a`)],
  ['SHELL_TEXT_UNCLOSED', 'an open quote', () => cmd`a 'b`],
  ['SHELL_TEXT_UNCLOSED', 'an open quote around a slot', () => cmd`a "${'b'}`],
  ['SHELL_TEXT_UNCLOSED', 'a backslash before a slot', () => cmd`a \\${'b'}`],
  ['SHELL_TEXT_UNCLOSED', 'a fragment that closes an open quote', () => cmd`a ${cmd`"`} b"`],
  ['SHELL_TEXT_INCOMPLETE', 'nothing', () => sh``],
  ['SHELL_TEXT_INCOMPLETE', 'nothing after |', () => sh`a |`],
  ['SHELL_TEXT_INCOMPLETE', 'nothing before |', () => sh`| a`],
  ['SHELL_TEXT_INCOMPLETE', 'nothing after &&', () => sh`a &&`],
  ['SHELL_TEXT_INCOMPLETE', 'no file', () => sh`a >`],
  ['SHELL_TEXT_INCOMPLETE', 'only a variable', () => sh`A=b`],
  ['SHELL_TEXT_INCOMPLETE', 'only what vanishes', () => argvOf(cmd`${optional('')}`)],
  ['SHELL_BACKSLASH_REFUSED', '\\;', () => cmd`find . -exec a {} \;`],
  ['SHELL_BACKSLASH_REFUSED', '\\.', () => cmd`grep 'a\.b'`],
  ['SHELL_BACKSLASH_REFUSED', '\\d', () => cmd`grep '\d'`],
  ['SHELL_BACKSLASH_REFUSED', '\\b', () => cmd`grep '\bx'`],
  ['SHELL_BACKSLASH_REFUSED', 'an escaped blank', () => cmd`ls a\ b`],
  ['SHELL_BACKSLASH_REFUSED', 'an escaped quote beside a plain one', () => cmd`echo "a\"b"`],
  ['TEMPLATE_REQUIRED', 'a string', () => bypass('ls')],
  ['TEMPLATE_REQUIRED', 'a list', () => bypass(['ls'])],
  ['TEMPLATE_REQUIRED', 'a forged template', () => bypass(Object.assign(['ls'], { raw: ['ls'] }))],
  ['TEMPLATE_REQUIRED', 'JSON', () => bypass(JSON.parse('{"0":"ls","length":1,"raw":["ls"]}'))],
  ['SHELL_COMMAND_REQUIRED', 'too few values', () => bypass(((s: TemplateStringsArray, ..._: unknown[]) => s)`ls ${1}`)],
  ['SHELL_COMMAND_REQUIRED', 'too many values', () => bypass(((s: TemplateStringsArray) => s)`ls`, 'x')],
  ['SHELL_COMMAND_REQUIRED', 'a command made by its constructor', () => new (any(cmd`ls`.constructor) as new (...args: unknown[]) => unknown)(Symbol('command'), {}, [])],
  [VALUE, 'undefined', () => cmd`a ${any(undefined)}`],
  [VALUE, 'null', () => cmd`a ${any(null)}`],
  [VALUE, 'a boolean', () => cmd`a ${any(false)}`],
  [VALUE, 'NaN', () => cmd`a ${NaN}`],
  [VALUE, 'Infinity', () => cmd`a ${Infinity}`],
  [VALUE, 'an object', () => cmd`a ${{}}`],
  [VALUE, 'an object with toString', () => cmd`a ${{ toString: () => 'x' }}`],
  [VALUE, 'a String object', () => cmd`a ${new String('x')}`],
  [VALUE, 'a function', () => cmd`a ${any(() => 'x')}`],
  [VALUE, 'a symbol', () => cmd`a ${any(Symbol('x'))}`],
  [VALUE, 'a Date', () => cmd`a ${new Date(0)}`],
  [VALUE, 'bytes', () => cmd`a ${Buffer.from('x')}`],
  [VALUE, 'a Set', () => cmd`a ${new Set(['x'])}`],
  [VALUE, 'a list in a list', () => cmd`a ${[['x']]}`],
  [VALUE, 'a hole', () => cmd`a ${[, 'x']}`], // eslint-disable-line no-sparse-arrays
  [VALUE, 'a getter in a list', () => cmd`a ${Object.defineProperty(['x'], 0, { get: () => 'y' })}`],
  [VALUE, 'a proxy of a list', () => cmd`a ${new Proxy(['x'], {})}`],
  [VALUE, 'something that looks like a list', () => cmd`a ${{ 0: 'x', length: 1 }}`],
  [VALUE, 'JSON that imitates a wrapper', () => cmd`a ${JSON.parse('{"kind":"chosen","items":["x"]}')}`],
  [VALUE, 'an object with the prototype of a wrapper', () => cmd`a ${Object.create(Object.getPrototypeOf(opt('a', ['a'])))}`],
  [VALUE, 'a proxy of a wrapper', () => cmd`a ${new Proxy(opt('a', ['a']), {})}`],
  [VALUE, 'an object with the prototype of a command', () => cmd`a ${Object.create(Object.getPrototypeOf(cmd`x`))}`],
  [VALUE, 'a proxy of a command', () => cmd`a ${new Proxy(cmd`x`, {})}`],
  [VALUE, 'a wrapper made by its constructor', () => new (any(opt('a', ['a']).constructor) as new (...args: unknown[]) => unknown)(Symbol('value'), 'one', [{ text: 'x', kind: 'chosen' }])],
  [VALUE, 'an empty value before a slash', () => argvOf(cmd`rm -rf ${''}/*`)],
  [VALUE, 'an empty value before a slash, in quotes', () => argvOf(cmd`rm -rf "${''}/x"`)],
  [VALUE, 'an object in optional', () => optional({})],
  [VALUE, 'true in optional', () => optional(true)],
  [VALUE, 'a list in words', () => words(any(['a b']))],
  [VALUE, 'an object in secret', () => secret(any({}))],
  ['SHELL_DUPLICATE_COPY', 'a command of another copy', () => cmd`a ${Object.defineProperty({}, Symbol.for('breakwater.shell.command'), { value: true })}`],
  ['SHELL_TEXT_MALFORMED', 'NUL', () => cmd`a ${'x\0y'}`],
  ['SHELL_TEXT_MALFORMED', 'NUL in a list', () => cmd`a ${['x\0y']}`],
  ['SHELL_TEXT_MALFORMED', 'NUL in the text', () => cmd`a \0`],
  ['SHELL_TEXT_MALFORMED', 'NUL in a path', () => path('x\0y')],
  ['SHELL_TEXT_MALFORMED', 'NUL in words', () => words('x\0y')],
  ['SHELL_TEXT_MALFORMED', 'half a surrogate pair', () => cmd`a ${'\ud800'}`],
  [GLUED, 'a list in a word', () => cmd`a x${['b']}`],
  [GLUED, 'a list in quotes', () => cmd`a "${['b']}"`],
  [GLUED, 'an optional value in a word', () => cmd`a --x=${optional('b')}`],
  [GLUED, 'words in a word', () => cmd`a x${words('b c')}`],
  [GLUED, 'a command in quotes', () => cmd`a "${cmd`b`}"`],
  [GLUED, 'a command in quotes, in a list', () => cmd`a "${[cmd`b`]}"`],
  [GLUED, 'a list that gluing makes part of a word', () => argvOf(cmd`a x${cmd`${['b', 'c']}`}`)],
  [GLUED, 'two files of a redirect', () => argvOf(cmd`a > ${['b', 'c']}`)],
  ['SHELL_PATH_REFUSED', 'an empty path', () => path('')],
  ['SHELL_PATH_REFUSED', 'no string', () => path(any({}))],
  ['SHELL_CHOICE_REFUSED', 'no choice', () => opt('x', ['a'])],
  ['SHELL_CHOICE_REFUSED', 'a string in place of choices', () => opt('a', any('a'))],
  ['SHELL_CHOICE_REFUSED', 'an object that prints as a choice', () => opt({ toString: () => 'a' }, ['a'])],
  ['SHELL_CHOICE_REFUSED', '__proto__', () => opt('__proto__', { a: 'b' })],
  ['SHELL_CHOICE_REFUSED', 'toString', () => opt('toString', { a: 'b' })],
  ['SHELL_CHOICE_REFUSED', 'one of a list', () => opt(['a', 'x'], ['a'])],
  ['SHELL_ENV_NAME_REFUSED', 'a name from a slot', () => argvOf(cmd`${'A'}=b c`)],
  ['SHELL_ENV_NAME_REFUSED', 'a part of a name from a slot', () => argvOf(cmd`A${'B'}=c d`)],
  ['SHELL_ENV_REFUSED', 'a foreign value of a dangerous name', () => argvOf(cmd`LD_PRELOAD=${'x'} a`)],
  ['SHELL_REDIRECT_REFUSED', 'an empty name', () => argvOf(cmd`a > ${''}`)],
]

describe('refused', () => {
  test.each(refused)('%s: %s', async (code, _, action) => {
    await expectRefusal(action, code)
  })
  test('a command is not text', () => {
    expect(`${cmd`rm -rf /`}`).not.toContain('rm')
    expect(JSON.stringify([cmd`rm`, secret('x')])).toBe('[{},{}]')
  })
})
