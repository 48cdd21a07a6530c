import { defineConfig } from 'eslint/config'
import { defineConfig as defineConfig9 } from 'eslint9/config'
import breakwater, { configs, plugin } from '../src/index.ts'

/** What a configuration file writes must compile, with the types of both ESLint versions. */
export const configurations = [
  defineConfig([breakwater.configs.recommended, plugin.configs.strict]),
  defineConfig([{ plugins: { breakwater }, rules: { 'breakwater/sql': ['error', { strength: 'strict' }] } }]),
  defineConfig9([configs.recommended]),
]

// @ts-expect-error there is no such config
export const none = configs.lax
