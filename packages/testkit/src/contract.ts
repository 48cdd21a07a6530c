import { contractOfCodes } from './contract-codes.ts'
import type { CodesContract } from './contract-codes.ts'
import { contractOfExamples } from './contract-examples.ts'
import { contractOfExports } from './contract-exports.ts'
import { contractOfOptions } from './contract-options.ts'
import type { OptionsContract } from './contract-options.ts'

export interface PackageContract {
  /** The folder of the package. */
  readonly folder: string
  /** Its table of codes, and for each code an action that provokes it. */
  readonly codes?: CodesContract
  /** Calls that take options. */
  readonly options?: readonly OptionsContract[]
}

/** The promises every package keeps; registers one vitest suite each. */
export function contract({ folder, codes, options }: PackageContract): void {
  contractOfExports(folder)
  contractOfExamples(folder)
  if (codes) contractOfCodes(folder, codes)
  if (options) contractOfOptions(options)
}
