import type { TestProjectConfiguration } from 'vitest/config'

export declare function projects(root: string, parents: readonly string[]): TestProjectConfiguration[]
