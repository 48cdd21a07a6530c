import { contract } from '@breakwater/testkit'
import { codes } from '../src/codes.ts'
import { check, migrate, undo } from '../src/index.ts'
import { project, vulnerable } from './project.ts'
import { provoke } from './provoke.ts'

const isEmpty = (options: unknown) => typeof options === 'object' && options !== null && Object.getPrototypeOf(options) === Object.prototype && Reflect.ownKeys(options).length === 0

/** Calls with hostile options as they are; with none, in a project of its own. */
const inProject = (call: (options: never) => Promise<unknown>) => async (options: unknown) => {
  if (!isEmpty(options)) return call(options as never)
  const cwd = project({ 'a.js': vulnerable })
  await migrate({ cwd, write: true })
  return call({ cwd } as never)
}

contract({
  folder: `${import.meta.dirname}/..`,
  codes: { table: codes, provoke },
  options: [
    { name: 'check', call: inProject(check), limits: ['maxFileBytes'] },
    { name: 'migrate', call: inProject(migrate), limits: ['maxFileBytes', 'maxChanges', 'verifyTimeoutMs'] },
    { name: 'undo', call: inProject(undo), limits: [] },
  ],
})
