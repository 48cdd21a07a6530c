import type { TypeTable } from '../../analysis/origin.ts'

/** How a function runs its text: always by a shell, or only with the option `shell`. */
export interface RawFunction {
  /** The name of the export of the face that replaces it. */
  readonly name: string
  readonly always: boolean
  /** Reported, with the reason. */
  readonly reason?: string
  readonly sink: string
}

const names = ['exec', 'execSync', 'execFile', 'execFileSync', 'spawn', 'spawnSync'] as const

const of = (prefix: string, list: readonly string[]): Record<string, string> => Object.fromEntries(list.map(name => [`.${name}`, `${prefix}:${name}`]))

/** What the modules that run programs give. */
export const modules: TypeTable = {
  modules: {
    child_process: 'cp', 'node:child_process': 'cp', shelljs: 'shelljs', 'shelljs/global': 'shelljs', execa: 'execa', 'cross-spawn': 'crossspawn', 'child-process-promise': 'cpp', 'child_process-promise': 'cpp', 'mz/child_process': 'cpp', 'promisify-child-process': 'cpp',
  },
  steps: {
    cp: { ...of('cp', names), '.default': 'cp' },
    shelljs: { '.exec': 'shelljs:exec', '.default': 'shelljs' },
    execa: { '.execaCommand': 'execa:command', '.execaCommandSync': 'execa:command', '.command': 'execa:command', '.commandSync': 'execa:command', '.shell': 'execa:shell', '.shellSync': 'execa:shell', '.execa': 'execa:execa', '.execaSync': 'execa:execa', '.sync': 'execa:execa', '.default': 'execa' },
    crossspawn: { '.spawn': 'crossspawn:spawn', '.sync': 'crossspawn:sync', '.default': 'crossspawn' },
    cpp: { ...of('cpp', names), '.default': 'cpp' },
  },
}

const raw = (name: string, always: boolean, sink: string, reason?: string): RawFunction => ({ name, always, sink: `shell/${sink}`, ...(reason === undefined ? {} : { reason }) })

const dashed = (name: string): string => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

/** The risky functions by type. */
export const rawFunctions: Readonly<Record<string, RawFunction>> = {
  ...Object.fromEntries(names.map(name => [`cp:${name}`, raw(name, name.startsWith('exec') && !name.includes('File'), `child-process-${dashed(name)}`)])),
  ...Object.fromEntries(names.map(name => [`cpp:${name}`, raw(name, name.startsWith('exec') && !name.includes('File'), 'promised', 'SHELL_LIBRARY')])),
  'shelljs:exec': raw('exec', true, 'shelljs-exec', 'SHELL_LIBRARY'),
  'execa:shell': raw('exec', true, 'execa-shell', 'SHELL_LIBRARY'),
  'execa:command': raw('exec', true, 'execa-command', 'SHELL_LIBRARY'),
  'execa:execa': raw('spawn', false, 'execa-shell', 'SHELL_LIBRARY'),
  execa: raw('spawn', false, 'execa-shell', 'SHELL_LIBRARY'),
  crossspawn: raw('spawn', false, 'cross-spawn-shell'),
  'crossspawn:spawn': raw('spawn', false, 'cross-spawn-shell'),
  'crossspawn:sync': raw('spawnSync', false, 'cross-spawn-shell'),
}
