import type { Sample } from '../../family.ts'

const fine = (title: string, code: string, sink = 'child-process-exec'): Sample => ({ kind: 'quiet', sink: `shell/${sink}`, title, code: `${code}\n` })
const cp = "const cp = require('child_process')\n"

/** What looks alike and is fine. */
export const quiet: readonly Sample[] = [
  fine('a fixed command', `${cp}cp.exec('git status', console.log)`),
  fine('a fixed command in pieces', `${cp}const git = 'git'\ncp.execSync(git + ' rev-parse ' + 'HEAD')`, 'child-process-exec-sync'),
  fine('numbers and the own process', `${cp}cp.exec(\`kill -0 \${process.pid} && sleep \${Math.max(1, 2)}\`)`),
  fine('the own folder', `${cp}const path = require('path')\ncp.execSync(\`ls \${path.join(__dirname, 'a')}\`)`, 'child-process-exec-sync'),
  fine('a program and its arguments', `${cp}module.exports = x => cp.spawn('ls', ['-l', x])`, 'child-process-spawn'),
  fine('a program and its arguments, with sh in its name', `${cp}module.exports = x => cp.execFile('ssh', ['-c', x])`, 'child-process-exec-file'),
  fine('no shell on this option', `${cp}module.exports = x => cp.spawn('ls ' + x, { shell: false })`, 'child-process-spawn'),
  fine('exec of a regular expression', `${cp}module.exports = (re, x) => re.exec('a' + x)`),
  fine('our own', "const { exec, cmd } = require('@breakwater/shell/child-process')\nmodule.exports = (x, cb) => exec(cmd`ls ${x}`, cb)"),
]
