import { contract } from '@breakwater/testkit'
import { z } from 'zod'
import { codes } from '../src/codes.ts'
import { matchUntrusted, parseForm, parseJson, parseModelOutput, parseQuery, parseYaml } from '../src/index.ts'
import { provoke } from './provoke.ts'

const All = z.unknown()
const given = (options: unknown) => options as never
const limits = ['maxBytes', 'maxDepth', 'maxKeys']
const pairs = ['maxBytes', 'maxDepth', 'maxPairs']

contract({
  folder: `${import.meta.dirname}/..`,
  codes: { table: codes, provoke },
  options: [
    { name: 'parseJson', call: options => parseJson('{}', All, given(options)), limits },
    { name: 'parseModelOutput', call: options => parseModelOutput('{}', All, given(options)), limits },
    { name: 'parseYaml', call: options => parseYaml('{}', All, given(options)), limits: [...limits, 'maxAliases'] },
    { name: 'parseQuery', call: options => parseQuery('', All, given(options)), limits: pairs },
    { name: 'parseForm', call: options => parseForm('', All, given(options)), limits: pairs },
    { name: 'matchUntrusted', call: options => matchUntrusted('a', 'a', given(options)), limits: ['maxPattern', 'maxText'] },
  ],
})
