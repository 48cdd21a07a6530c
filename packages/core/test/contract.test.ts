import { contract } from '@breakwater/testkit'
import { codes } from '../src/codes.ts'
import { readOptions } from '../src/options.ts'
import { limit } from '../src/options.ts'
import { parseJson } from '../src/json.ts'
import { provoke } from './provoke.ts'

contract({
  folder: `${import.meta.dirname}/..`,
  codes: { table: codes, provoke },
  options: [
    { name: 'readOptions', call: options => readOptions('test', options, { maxBytes: limit(10) }), limits: ['maxBytes'] },
    { name: 'parseJson', call: options => parseJson('1', options as never), limits: ['maxBytes', 'maxDepth'] },
  ],
})
