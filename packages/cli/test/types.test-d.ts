import type { Report, Site } from '../src/index.ts'
import { check, migrate, toSarif, undo } from '../src/index.ts'

/** What callers write must compile. */
export async function calls(signal: AbortSignal): Promise<readonly string[]> {
  const planned: Report = await check({ paths: ['src'], since: 'main', signal, onProgress: ({ stage, done, total }) => void [stage, done, total] })
  const made = await migrate({ write: true, verify: 'npm test', confirm: async ({ sites }) => (sites.every((site: Site) => site.outcome === 'migrated') ? 'yes' : 'no') })
  toSarif(planned)
  return made.pending ? undo({ cwd: made.root }) : []
}

// @ts-expect-error check never writes
void check({ write: true })
// @ts-expect-error a flag is true or false
void migrate({ write: 'yes' })
// @ts-expect-error an answer is one of four words
void migrate({ confirm: async () => 'maybe' })
// @ts-expect-error a report is read, not changed
void check().then(report => (report.pending = false))
