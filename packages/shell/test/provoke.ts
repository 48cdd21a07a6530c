import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { batchArguments } from '../src/lookup-windows.ts'
import { expandGlob } from '../src/glob.ts'
import { exec } from '../src/child-process.ts'
import { cmd, opt, path, sh } from '../src/index.ts'
import { inSandbox } from '../src/run/sandbox.ts'

const any = (value: unknown) => value as never
const otherCopy = Object.defineProperty({}, Symbol.for('breakwater.shell.value'), { value: true })

/** For each code an action that is refused with it. */
export const provoke: Readonly<Record<string, () => unknown>> = {
  SHELL_COMMAND_REQUIRED: () => exec(any('ls')),
  SHELL_DUPLICATE_COPY: () => cmd`ls ${otherCopy}`,
  SHELL_SYNTAX_REFUSED: () => cmd`ls; id`,
  SHELL_TEXT_UNCLOSED: () => cmd`ls 'x`,
  SHELL_TEXT_INCOMPLETE: () => sh`ls |`,
  SHELL_BACKSLASH_REFUSED: () => cmd`find . -exec ls {} \;`,
  SHELL_VALUE_REFUSED: () => cmd`ls ${any(undefined)}`,
  SHELL_TEXT_MALFORMED: () => cmd`ls ${'a\0b'}`,
  SHELL_SLOT_GLUED: () => cmd`ls x${['a', 'b']}`,
  SHELL_CHOICE_REFUSED: () => opt('x', ['a']),
  SHELL_PATH_REFUSED: () => path(''),
  SHELL_PROGRAM_SLOT: () => sh`${'ls'} -l`,
  SHELL_OPTION_SMUGGLED: () => sh`git log ${'--output=x'}`,
  SHELL_CODE_POSITION: () => sh`sh -c ${'id'}`,
  SHELL_OPERAND_REFUSED: () => sh`git clone ${'ext::id'}`,
  SHELL_REDIRECT_REFUSED: () => sh`echo x > ${'../breakwater-test'}`,
  SHELL_REDIRECT_FAILED: () => sh`echo x > /nonexistent/folder/file`,
  SHELL_FOLDER_MISSING: () => sh.with({ cwd: '/nonexistent' })`ls`,
  SHELL_GLOB_TOO_MANY: () => expandGlob([{ text: '*/*', kind: 'static', bare: true }], 'many', () => new Array(1000).fill({ name: 'x', isFolder: true })),
  SHELL_ENV_NAME_REFUSED: () => sh`${'PATH'}=x ls`,
  SHELL_ENV_REFUSED: () => sh.with({ env: { LD_PRELOAD: 'x' } }),
  SHELL_PROGRAM_NOT_FOUND: () => sh`no-such-program-anywhere`,
  SHELL_SPAWN_FAILED: () => inFolder(folder => {
    writeFileSync(join(folder, 'broken'), '#!/nonexistent/interpreter\n', { mode: 0o755 })
    return sh.with({ cwd: folder })`./broken`
  }),
  SHELL_BATCH_ARGUMENT_REFUSED: () => batchArguments('C:\\x.bat', ['%PATH%']),
  SHELL_SANDBOX_UNAVAILABLE: () => inSandbox({ name: 'ls', file: '/bin/ls', builtin: undefined, args: [], labels: [], env: { PATH: '/nonexistent' }, cwd: '/', redirects: [] }, { sandbox: 'bwrap', sandboxNetwork: false }),
  SHELL_EXIT: () => sh`false`,
  SHELL_OUTPUT_LIMIT: () => sh.with({ maxOutputBytes: 100 })`cat /dev/zero`,
  SHELL_TIMEOUT: () => sh.with({ timeoutMs: 20 })`sleep 30`,
  SHELL_ABORTED: () => sh.with({ signal: AbortSignal.abort() })`ls`,
  SHELL_OUTPUT_TAKEN: () => {
    const running = sh`echo x`
    void running.then(undefined, () => undefined)
    return running.stream()
  },
  SHELL_OPTION_UNSUPPORTED: () => exec(cmd`ls`, any({ shell: true })),
}

async function inFolder<T>(run: (folder: string) => PromiseLike<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'shell-'))
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
