import { preset } from '@breakwater/house/tsup'

// `bin` is a program and no subpath: it has no façade and no declarations.
export default preset(['index'], { entry: { index: 'src/index.ts', bin: 'src/bin.ts' } })
