import type { Sample } from '../../family.ts'

const bad = (title: string, code: string, rewritten: string, outcome: 'same' | 'check' = 'same', language?: 'ts'): Sample =>
  ({ kind: 'bad', sink: 'shell/child-process-exec', title, code: `${code}\n`, outcome, rewritten: `${rewritten}\n`, ...(language === undefined ? {} : { language }) })

/** Text that comes to the call through names, functions and lists. */
export const flow: readonly Sample[] = [
  bad('a variable that grows',
    "const exec = require('child_process').exec\nmodule.exports = (f, cb) => {\n  var cmd = 'df -k'\n  if (f) cmd += ' ' + f\n  exec(cmd, cb)\n}",
    "const { exec, cmd: safeCmd, words } = require('@breakwater/shell/child-process')\nmodule.exports = (f, cb) => {\n  var cmd = safeCmd`df -k`\n  if (f) cmd = safeCmd`${cmd} ${words(f)}`\n  exec(cmd, cb)\n}"),
  bad('a piece that may be empty',
    "const { exec } = require('child_process')\nmodule.exports = (name, opts, cb) => exec(`convert ${opts.size ? '-resize ' + opts.size : ''} ${name}`, cb)",
    "const { exec, cmd, words } = require('@breakwater/shell/child-process')\nmodule.exports = (name, opts, cb) => exec(cmd`convert ${opts.size ? cmd`-resize ${words(opts.size)}` : cmd``} ${words(name)}`, cb)"),
  bad('a function that takes the text',
    "const { exec } = require('child_process')\nfunction run(c, cb) {\n  exec(c, cb)\n}\nexports.add = (f, cb) => run('git add ' + f, cb)\nexports.status = cb => run('git status', cb)",
    "const { exec, cmd, words } = require('@breakwater/shell/child-process')\nfunction run(c, cb) {\n  exec(c, cb)\n}\nexports.add = (f, cb) => run(cmd`git add ${words(f)}`, cb)\nexports.status = cb => run(cmd`git status`, cb)"),
  bad('a function that others may call with text',
    "const { exec } = require('child_process')\nconst run = (c, cb) => exec(c, cb)\nmodule.exports = { run, clone: (url, cb) => run(`git clone ${url}`, cb) }",
    "const { exec } = require('child_process')\nconst { cmd, withCommands, words } = require('@breakwater/shell/child-process')\nconst run = (c, cb) => withCommands(exec)(c, cb)\nmodule.exports = { run, clone: (url, cb) => run(cmd`git clone ${words(url)}`, cb) }", 'check'),
  bad('a function that gives the text',
    "const { exec } = require('child_process')\nconst count = f => 'wc -l ' + f\nexports.count = (f, cb) => exec(count(f), cb)",
    "const { exec, cmd, words } = require('@breakwater/shell/child-process')\nconst count = f => cmd`wc -l ${words(f)}`\nexports.count = (f, cb) => exec(count(f), cb)"),
  bad('words in a list',
    "const { exec } = require('child_process')\nmodule.exports = (file, opts, cb) => {\n  const args = ['-q']\n  if (opts.name) args.push('--name ' + opts.name)\n  args.push(file)\n  exec('tool ' + args.join(' '), cb)\n}",
    "const { exec, cmd, words } = require('@breakwater/shell/child-process')\nmodule.exports = (file, opts, cb) => {\n  const args = [cmd`-q`]\n  if (opts.name) args.push(cmd`--name ${words(opts.name)}`)\n  args.push(cmd`${words(file)}`)\n  exec(cmd`tool ${args}`, cb)\n}"),
  bad('commands in a list',
    "const { exec } = require('child_process')\nmodule.exports = (a, cb) => {\n  for (const c of [`rm -rf ${a}`, 'ls']) exec(c, cb)\n}",
    "const { exec, cmd, words } = require('@breakwater/shell/child-process')\nmodule.exports = (a, cb) => {\n  for (const c of [cmd`rm -rf ${words(a)}`, cmd`ls`]) exec(c, cb)\n}"),
  bad('a message that prints the command',
    "const { exec } = require('child_process')\nmodule.exports = (f, cb) => {\n  const command = 'file ' + f\n  console.log('running ' + command)\n  exec(command, cb)\n}",
    "const { exec, cmd, words } = require('@breakwater/shell/child-process')\nmodule.exports = (f, cb) => {\n  const command = cmd`file ${words(f)}`\n  console.log('running ' + command)\n  exec(command, cb)\n}", 'check'),
  bad('types',
    "import { exec, ChildProcess } from 'child_process'\nexport function size(dir: string): ChildProcess {\n  const command: string = `du -sh ${dir}`\n  return exec(command)\n}",
    "import { ChildProcess } from 'child_process'\nimport { exec, cmd, words, type ShellCommand } from '@breakwater/shell/child-process'\nexport function size(dir: string): ChildProcess {\n  const command: ShellCommand = cmd`du -sh ${words(dir)}`\n  return exec(command)\n}", 'same', 'ts'),
]
