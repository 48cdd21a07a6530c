import { stale } from '../docs.mjs'

/** Generated pages equal what their sources give. */
export async function docs() {
  const { wrong, left } = await stale()
  return [...wrong, ...left].map(file => `${file} is stale: run pnpm docs`)
}
