import type { Sample } from '../../family.ts'

const left = (sink: string, title: string, reason: string, code: string): Sample => ({ kind: 'bad', sink: `shell/${sink}`, title, code: `${code}\n`, outcome: 'manual', reason })
const exec = (title: string, reason: string, text: string): Sample => left('child-process-exec', title, reason, `const { exec } = require('child_process')\nmodule.exports = (x, cb) => exec(${text}, cb)`)

/** What is left to a person, with the reason. */
export const manual: readonly Sample[] = [
  exec('a substitution', 'SHELL_SYNTAX', "'kill $(lsof -t -i:' + x + ')'"),
  exec('a program in the background', 'SHELL_SYNTAX', "'open ' + x + ' &'"),
  exec('a document in the text', 'SHELL_SYNTAX', "'cat <<EOF\\n' + x + '\\nEOF'"),
  exec('a word of the shell itself', 'SHELL_SYNTAX', "'export A=' + x"),
  exec('a value in the text of another shell', 'CODE_POSITION', '`ssh host; sh -c "echo ${x}"`'),
  exec('a value in a program of sed', 'CODE_POSITION', "`sed -i 's/a/${x}/' file`"),
  exec('a quote that stays open', 'QUOTE_OPEN', "'echo \"' + x"),
  left('child-process-exec', 'the whole command comes with a request', 'COMMAND_FROM_OUTSIDE', "const { exec } = require('child_process')\nmodule.exports = (req, res) => exec(req.query.command, (error, out) => res.send(out))"),
  left('shelljs-exec', 'shelljs', 'SHELL_LIBRARY', "const shell = require('shelljs')\nmodule.exports = x => shell.exec('ls ' + x)"),
  left('promised', 'a promise library', 'SHELL_LIBRARY', "const { exec } = require('child-process-promise')\nmodule.exports = x => exec(`ls ${x}`)"),
  left('execa-command', 'execaCommand', 'SHELL_LIBRARY', "import { execaCommand } from 'execa'\nexport const list = x => execaCommand(`ls ${x}`)"),
  left('execa-shell', 'execa with a shell', 'SHELL_LIBRARY', "import { execa } from 'execa'\nexport const list = x => execa(`ls ${x} | wc`, { shell: true })"),
]
