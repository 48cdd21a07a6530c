export { contract } from './contract.ts'
export type { PackageContract } from './contract.ts'
export { oneCopy } from './one-copy.ts'
