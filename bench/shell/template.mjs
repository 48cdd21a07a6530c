import { cmd, sh } from '../../packages/shell/dist/index.mjs'
import { compare, keep, publish, table } from '../compare.mjs'

const file = 'src/a file.ts'
const candidates = {
  'handwritten array': n => keep(['git', ['log', `--max-count=${n}`, '--', file]]),
  'breakwater cmd`…`': n => keep(cmd`git log --max-count=${n} -- ${file}`),
  'breakwater sh`…` (not started)': n => keep(sh`git log --max-count=${n} -- ${file}`),
}

publish('shell-template', 'What a template with two values costs once its call site has been read.', [table('A template of two values', await compare(candidates), [])])
