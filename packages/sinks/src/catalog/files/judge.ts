import type { Analysis } from '../../analysis/analysis.ts'
import type { Finding, Plan, SourceNode } from '../../model.ts'
import { rangeOf } from '../../tree.ts'
import type { Judge } from '../judge.ts'
import { isGuarded } from '../../analysis/guards.ts'
import { modules } from './modules.ts'
import type { PathShape } from './path-shape.ts'
import { PathShapes } from './path-shape.ts'
import { planFor } from './plan.ts'
import { Sites, isFilesCandidate } from './sites.ts'

const MODULE = /['"`](?:node:)?(?:fs|fs\/promises|fs-extra|graceful-fs|mz\/fs|adm-zip|extract-zip|decompress|tar|unzipper)['"`]|\.(?:sendFile|sendfile|download)\s*\(|\brequire\s*\(\s*(?:[^'"\s)]|['"][^'"]*['"]\s*\+)/
/** Where requests are answered, what callers of an exported function give may come from one. */
const SERVER = /['"`](?:node:)?(?:https?|express|fastify|koa|hapi|@hapi\/hapi|restify|connect|polka|send|serve-static)['"`]|createServer/

const judge = (analysis: Analysis, calls: readonly SourceNode[]): readonly Finding[] => {
  if (calls.length === 0 || !MODULE.test(analysis.host.text)) return []
  const sites = new Sites(analysis)
  const shapes = new PathShapes(analysis)
  const isServer = SERVER.test(analysis.host.text)
  return calls.flatMap(call => {
    const site = sites.of(call)
    if (site === undefined) return []
    const shape = shapes.of(site.path)
    const other = site.other === undefined ? undefined : shapes.of(site.other)
    const decided = [shape, other].filter(each => each !== undefined && each.decidedBy !== 'none') as PathShape[]
    const [first] = decided
    if (first === undefined) return []
    const by = decided.some(each => each.decidedBy === 'request') ? 'request' : decided.some(each => each.decidedBy === 'entry') ? 'entry' : 'caller'
    if (by === 'caller' && (first.isBare || site.kind === 'module' || site.kind === 'archive')) return []
    const path = first === shape ? site.path : site.other!
    const isLoud = (by !== 'caller' || isServer) && !isGuarded(analysis, path)
    let plan: Plan | undefined
    return [{
      rule: 'files', sink: `files/${site.kind === 'archive' ? 'archive' : site.kind === 'module' ? 'require' : site.kind === 'send' ? 'send-file' : site.kind === 'library' ? 'library' : kindOf(site.method)}`, messageId: by, data: { primitive: site.method }, range: rangeOf(path), strength: isLoud ? 'recommended' as const : 'strict' as const,
      get plan() {
        return (plan ??= planFor(analysis, site, first, site.other === undefined ? undefined : first === shape ? other : shape))
      },
    }]
  })
}

const kindOf = (method: string): string => {
  if (/^(?:read(?:File|dir)|createReadStream|open)/.test(method)) return method.startsWith('createReadStream') ? 'create-read-stream' : method.startsWith('readdir') ? 'readdir' : method.startsWith('open') ? 'open' : 'read-file'
  if (/^(?:writeFile|appendFile|createWriteStream)/.test(method)) return method.startsWith('createWriteStream') ? 'create-write-stream' : 'write-file'
  if (/^(?:rm|unlink|rmdir)/.test(method)) return 'remove'
  if (/^(?:rename|copyFile|cp)/.test(method)) return 'move'
  return 'other'
}

/** Paths that a request, a caller or an archive decides. */
export const filesJudge: Judge = { id: 'files', types: modules, mayHold: text => MODULE.test(text), isCandidate: isFilesCandidate, judge }
