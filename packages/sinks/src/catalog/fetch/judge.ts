import type { Analysis } from '../../analysis/analysis.ts'
import { isGuarded } from '../../analysis/guards.ts'
import type { Finding, Plan, SourceNode } from '../../model.ts'
import { rangeOf } from '../../tree.ts'
import type { Judge } from '../judge.ts'
import { modules } from './modules.ts'
import { planFor } from './plan.ts'
import { Sites, isFetchCandidate } from './sites.ts'
import { UrlShapes } from './url-shape.ts'

const CLIENT = /\bfetch\s*\(|['"`](?:node-fetch|cross-fetch|isomorphic-fetch|undici|axios|got|(?:node:)?https?|follow-redirects|superagent|needle|request(?:-promise(?:-native)?)?)['"`]/
/** Only where requests are answered can one say where another goes. */
const ANSWERS = /\b(?:req|request|ctx|context|c|event)\b|createServer/

const judge = (analysis: Analysis, calls: readonly SourceNode[]): readonly Finding[] => {
  const { text } = analysis.host
  if (calls.length === 0 || !CLIENT.test(text) || !ANSWERS.test(text)) return []
  const sites = new Sites(analysis)
  const shapes = new UrlShapes(analysis)
  return calls.flatMap(call => {
    const site = sites.of(call)
    const foreign = site === undefined ? undefined : shapes.foreign(site.target)
    if (site === undefined || foreign === undefined) return []
    let plan: Plan | undefined
    return [{
      rule: 'fetch', sink: `fetch/${site.client === 'library' ? site.name : site.client === 'fetch' ? 'fetch' : site.client}`, messageId: 'request', data: { primitive: site.name }, range: rangeOf(site.target), strength: isGuarded(analysis, site.target) ? 'strict' as const : 'recommended' as const,
      get plan() {
        return (plan ??= planFor(analysis, site))
      },
    }]
  })
}

/** Requests whose host another request decides. */
export const fetchJudge: Judge = { id: 'fetch', types: modules, mayHold: text => CLIENT.test(text) && ANSWERS.test(text), isCandidate: isFetchCandidate, judge }
