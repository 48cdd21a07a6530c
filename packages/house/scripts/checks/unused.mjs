import { complaints } from '../tool.mjs'

/** Files, exports and dependencies that nothing uses. */
export const unused = () => complaints('knip', ['--no-progress'])
