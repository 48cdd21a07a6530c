import { defineFamily, defineSink } from './family.ts'
import type { Sink } from './family.ts'
import { calls } from './shell/samples/calls.ts'
import { flow } from './shell/samples/flow.ts'
import { manual } from './shell/samples/manual.ts'
import { quiet } from './shell/samples/quiet.ts'

const sink = (id: string, title: string, of: readonly string[], replacement: string): Sink => defineSink({ id: `shell/${id}`, title, of, replacement })

/** Commands that are put together from strings. */
export const shell = defineFamily({
  id: 'shell',
  title: 'Shell commands built from strings',
  cwe: [78, 88],
  docs: 'rules/shell.md',
  danger: 'A value that is pasted into a command is read by the shell: `;`, `$(…)` or a quote in it runs another program with the rights of this one, and a value that begins with a dash becomes an option.',
  brief: 'Write the command with cmd`…` and give it to exec or spawn of @breakwater/shell/child-process.',
  instead: 'Write the command with the cmd tag of @breakwater/shell/child-process: its words are what the developer wrote, every ${slot} is one argument (or, with words(…), several), no shell is started, and a value cannot become an option.',
  messages: {
    built: 'The command for {{primitive}} is built from values, and a value can run another program.',
    request: 'The command for {{primitive}} comes from a request.',
    passed: 'This command is built from values and passed on to {{primitive}}, and a value can run another program.',
    raw: '{{primitive}} gives any string to a shell.',
  },
  sinks: [
    ...['exec', 'execSync'].map(name => sink(`child-process-${name === 'exec' ? 'exec' : 'exec-sync'}`, name, ['node:child_process'], `${name}(cmd\`…\`)`)),
    ...['spawn', 'spawnSync', 'execFile', 'execFileSync'].map(name => sink(`child-process-${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`, `${name} with the option shell, or of sh -c`, ['node:child_process'], `${name}(cmd\`…\`)`)),
    sink('promised', 'exec of a promise library', ['child-process-promise', 'mz', 'promisify-child-process'], 'promisify(exec)(cmd`…`)'),
    sink('shelljs-exec', 'exec', ['shelljs'], 'execSync(cmd`…`)'),
    sink('execa-command', 'execaCommand', ['execa'], 'execa(file, arguments)'),
    sink('execa-shell', 'execa with the option shell', ['execa'], 'execa(file, arguments)'),
    sink('cross-spawn-shell', 'spawn with the option shell', ['cross-spawn'], 'spawn(cmd`…`)'),
  ],
  samples: [...calls, ...flow, ...manual, ...quiet],
})
