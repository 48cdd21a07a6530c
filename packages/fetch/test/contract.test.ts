import './no-dial.ts'
import { contract } from '@breakwater/testkit'
import { createAgents } from '../src/agent.ts'
import { codes } from '../src/codes.ts'
import { createDispatcher } from '../src/dispatcher.ts'
import { createFetch } from '../src/index.ts'
import { provoke } from './provoke.ts'

const limits = ['timeoutMs', 'idleTimeoutMs', 'totalTimeoutMs', 'maxBytes', 'maxHeaderBytes', 'maxRedirects', 'retries', 'maxConnections']

contract({
  folder: `${import.meta.dirname}/..`,
  codes: { table: codes, provoke },
  options: [
    { name: 'createFetch', call: options => [createFetch(options as never)], limits },
    { name: 'createAgents', call: options => createAgents(options as never), limits },
    { name: 'createDispatcher', call: options => createDispatcher(options as never), limits },
  ],
})
