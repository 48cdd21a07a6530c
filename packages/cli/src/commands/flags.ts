import type { Flags } from './arguments.ts'

const common: Flags = {
  strict: { type: 'boolean', what: 'also report raw driver calls whose text is constant' },
  only: { type: 'string', multiple: true, value: 'outcome|sink', what: 'keep to migrated, migrated-check, manual or a sink such as sql/pg-query' },
  rule: { type: 'string', multiple: true, value: 'family', what: 'keep to a family of sinks such as sql' },
  since: { type: 'string', value: 'git ref', what: 'only lines changed since this commit' },
  json: { type: 'boolean', what: 'print the report as JSON' },
  sarif: { type: 'boolean', what: 'print the report as SARIF 2.1.0' },
  verbose: { type: 'boolean', what: 'list every file that was passed over' },
  help: { type: 'boolean', short: 'h', what: 'show this help' },
}

/** The flags of each command, from which parsing and help are made. */
export const flagsOf = {
  migrate: {
    write: { type: 'boolean', short: 'w', what: 'write the changes (without it they are only shown)' },
    verify: { type: 'string', value: 'command', what: "run 'npm test' before and after; roll back what adds a failure" },
    'verify-timeout': { type: 'string', value: 'seconds', what: 'time limit of one run of that command (600)' },
    interactive: { type: 'boolean', short: 'i', what: 'decide site by site, then write' },
    undo: { type: 'boolean', what: 'put back exactly what the last run wrote' },
    'max-changes': { type: 'string', value: 'n', what: 'change at most n sites' },
    'allow-dirty': { type: 'boolean', what: 'write although the git tree has uncommitted changes' },
    ...common,
  },
  check: common,
  explain: { help: common['help']! },
} as const satisfies Record<string, Flags>

export type Command = keyof typeof flagsOf
