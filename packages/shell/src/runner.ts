import { closeSync, readFileSync, writeSync } from 'node:fs'
import { constants } from 'node:os'
import { BreakwaterError } from '@breakwater/core'
import type { RunnerPlan } from './face/target.ts'
import { folderOf, prepareStep } from './prepare.ts'
import type { Prepared, Surroundings } from './prepare.ts'
import { asProgram } from './run/builtins.ts'
import { startPipeline } from './run/pipeline.ts'
import type { Root } from './run/processes.ts'
import { signalProcess } from './run/processes.ts'
import { NOT_FOUND } from './run/status.ts'

const FORWARDED: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']
let roots: readonly Root[] = []
let ending: NodeJS.Signals | undefined

/** Runs the plan that is read from a descriptor, with our own input and outputs, and gives the exit code that a shell would give. */
export async function runPlan(fd: number): Promise<number> {
  const { steps, cwd, env } = JSON.parse(readFileSync(fd, 'utf8')) as RunnerPlan
  closeSync(fd)
  for (const signal of FORWARDED) {
    process.on(signal, () => {
      ending = signal
      for (const { pid } of roots) signalProcess(pid, signal)
    })
  }
  let around: Surroundings = { cwd, env: Object.assign(Object.create(null), env), local: true, allowEnv: [] }
  let code = 0
  for (const step of steps) {
    if ((step.when === '&&' && code !== 0) || (step.when === '||' && code === 0)) continue
    if (ending) break
    const commands = prepareStep(step, around)
    if (commands[0]!.builtin !== 'cd') code = await runStep(commands)
    else {
      try {
        around = { ...around, cwd: folderOf(around.cwd, around.env, commands[0]!.args) }
        code = 0
      } catch {
        code = complain(2, `cd: can't cd to ${commands[0]!.args.join(' ')}`)
      }
    }
  }
  return code
}

async function runStep(given: readonly Prepared[]): Promise<number> {
  const commands = given.map(asProgram)
  const missing = commands.find(({ file }) => file === undefined)
  if (missing) return complain(NOT_FOUND, `${missing.name}: not found`)
  try {
    const pipeline = startPipeline(commands, { stdin: 'inherit', output: 'inherit', isDetached: false })
    roots = pipeline.roots
    const exits = await Promise.all(pipeline.stages.map(stage => stage.exit))
    const { code, signal } = exits.at(-1)!
    return code ?? 128 + (constants.signals[signal!] ?? 0)
  } catch (error) {
    if (!BreakwaterError.is(error)) throw error
    return complain(error.code === 'SHELL_SPAWN_FAILED' ? 126 : 2, error.message)
  } finally {
    roots = []
  }
}

/** As /bin/sh says it: callers look for "not found". */
function complain(code: number, text: string): number {
  writeSync(2, `/bin/sh: 1: ${text}\n`)
  return code
}

if (process.argv[2] === 'run' && /^\d+$/.test(process.argv[3] ?? '')) {
  runPlan(Number(process.argv[3])).then(
    code => {
      if (!ending) process.exit(code)
      process.removeAllListeners(ending)
      process.kill(process.pid, ending)
    },
    (error: unknown) => {
      writeSync(2, `${BreakwaterError.is(error) ? error.message : 'the commands could not be run'}\n`)
      process.exit(2)
    },
  )
}
