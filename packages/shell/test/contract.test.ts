import { contract } from '@breakwater/testkit'
import { codes } from '../src/codes.ts'
import { sh } from '../src/sh.ts'
import { provoke } from './provoke.ts'

contract({
  folder: `${import.meta.dirname}/..`,
  codes: { table: codes, provoke },
  options: [{ name: 'sh.with', call: options => sh.with(options as never)`true`, limits: ['timeoutMs', 'maxOutputBytes', 'killAfterMs'] }],
})
