import { families } from '@breakwater/sinks'
import type { ESLint, Linter, Rule } from 'eslint'
import { familyRule } from './family-rule.ts'
import { ownVersion } from './version.ts'

/** The name and version by which ESLint caches and prints the plugin. */
export const meta = { name: '@breakwater/eslint-plugin', version: ownVersion(), namespace: 'breakwater' }

/** One rule for each family of sinks. */
export const rules: Readonly<Record<string, Rule.RuleModule>> = Object.fromEntries(families.map(family => [family.id, familyRule(family)]))

/** The names of the configs. */
type Configs = Readonly<Record<'recommended' | 'strict', Linter.Config>>

const shared: ESLint.Plugin = { meta, rules: { ...rules } }

const rulesAt = (entry: Linter.RuleEntry): Linter.RulesRecord => Object.fromEntries(Object.keys(rules).map(id => [`breakwater/${id}`, entry]))

/**
 * Flat configs. `recommended` speaks only where code text is built from values: quiet enough for CI from the first day.
 * `strict` bans the raw primitive altogether, constant text too.
 */
export const configs: Configs = {
  recommended: { name: 'breakwater/recommended', plugins: { breakwater: shared }, rules: rulesAt('error') },
  strict: { name: 'breakwater/strict', plugins: { breakwater: shared }, rules: rulesAt(['error', { strength: 'strict' }]) },
}

/** The ESLint plugin; oxlint takes it under `jsPlugins`. */
export const plugin: ESLint.Plugin & { configs: Configs } = Object.assign(shared, { configs })
