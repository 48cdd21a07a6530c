/** One risky primitive. */
export interface Sink {
  readonly id: string
  readonly title: string
}

/** A family of sinks: one rule, one documentation page. */
export interface Family {
  readonly id: string
  readonly title: string
  readonly cwe: readonly number[]
  readonly docs: string
  readonly messages: Readonly<Record<string, string>>
  readonly samples: readonly Sample[]
  readonly sinks: readonly Sink[]
}

/** A piece of code with what is to be said about it. */
export interface Sample {
  readonly kind: 'bad' | 'good' | 'quiet'
  readonly sink: string
  readonly title: string
  readonly code: string
  /** The code after the rewrite. */
  readonly rewritten?: string
  readonly outcome?: 'same' | 'check' | 'manual'
  readonly reason?: string
  readonly language?: 'js' | 'ts'
  readonly dependencies?: readonly string[]
}

/** Every family, in the order of their rules. */
export const families: readonly Family[] = [{
  id: 'sql', title: 'SQL built from strings', cwe: [89], docs: 'rules/sql.md',
  messages: {
    built: 'The SQL for {{primitive}} is built from values, and a value can change the statement. Write it with sql`…`.',
    passed: 'This SQL is built from values and passed on to {{primitive}}, and a value can change the statement. Write it with sql`…`.',
    raw: '{{primitive}} takes any string as SQL. Write the statement with sql`…` and run it with connect(handle).',
  },
  samples: [], sinks: [{ id: 'sql/pg-query', title: 'pg: query' }],
}]
