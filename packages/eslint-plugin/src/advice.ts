import type { Plan } from '@breakwater/sinks'

/** What a plan comes to in a linter. */
export interface Advice {
  readonly offer: 'fix' | 'suggestion' | 'none'
  /** Added to the message. */
  readonly text: string
}

/**
 * A fix where behaviour is the same, the change is local and the wrapper is installed; a suggestion where a person should look or install first;
 * a sentence where the change spans functions or is left to a person.
 */
export function adviceOn(plan: Plan, brief: string, canImport: (name: string) => boolean): Advice {
  if (plan.outcome === 'manual') return { offer: 'none', text: `${plan.hint} (${plan.reason})` }
  if (plan.reach === 'file' || plan.group !== undefined) return { offer: 'none', text: 'The change spans several functions: npx breakwater migrate makes it.' }
  const missing = plan.imports.map(need => packageOf(need.module)).filter(module => !canImport(module))
  if (missing.length) return { offer: 'suggestion', text: `Install ${[...new Set(missing)].join(', ')} first; then it can be fixed automatically.` }
  return { offer: plan.outcome === 'same' ? 'fix' : 'suggestion', text: brief }
}

/** `@scope/name` of `@scope/name/subpath`: what is installed. */
const packageOf = (module: string): string => module.split('/').slice(0, module.startsWith('@') ? 2 : 1).join('/')
