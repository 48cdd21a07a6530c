// Outside text
export { parseJson } from './parse-json.ts'
export type { DataLimits } from './parse-json.ts'
export { parseModelOutput } from './model-output.ts'
export { parseYaml } from './parse-yaml.ts'
export type { YamlLimits } from './parse-yaml.ts'
export { parseForm, parseQuery } from './parse-query.ts'
export type { PairLimits } from './parse-query.ts'
export { readEnv } from './read-env.ts'

// Outside keys, filters and patterns
export { mergeSafely, pick, setPath } from './merge.ts'
export { noOperators } from './filter.ts'
export { escapeRegex, matchUntrusted } from './match.ts'
export type { MatchLimits } from './match.ts'

// Errors
export { toProblemJson } from './problems.ts'
export type { ProblemJson } from './problems.ts'
export { codes } from './codes.ts'
