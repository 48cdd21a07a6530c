export { contract } from './contract.ts'
export type { PackageContract } from './contract.ts'
