import type { Options, defineConfig } from 'tsup'

export declare function preset(entries: readonly string[], options?: Options): ReturnType<typeof defineConfig>
