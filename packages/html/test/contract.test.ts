import { contract } from '@breakwater/testkit'
import { codes } from '../src/codes.ts'
import { createHtml } from '../src/html.ts'
import { markdown } from '../src/markdown.ts'
import { provoke } from './provoke.ts'

// Loaded before a test pollutes Object.prototype: a parser that is loaded then is not ours to mend.
markdown('x')

contract({
  folder: `${import.meta.dirname}/..`,
  codes: { table: codes, provoke },
  options: [
    { name: 'createHtml', call: options => void createHtml(options as never), limits: [] },
    { name: 'markdown', call: options => markdown('x', options as never), limits: ['maxChars'] },
  ],
})

