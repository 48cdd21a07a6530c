import { appendFile } from 'node:fs/promises'
import { preset } from '@breakwater/house/tsup'

const asDefault = "export { plugin as default } from './index.js'\n"

// ESLint and oxlint ask for `import breakwater from …`; the façade names no default of its own. See docs/decisions/eslint-plugin-default-export.md.
export default preset(['index'], {
  async onSuccess() {
    await appendFile('dist/index.mjs', asDefault)
    await appendFile('dist/index.d.mts', asDefault)
  },
})
