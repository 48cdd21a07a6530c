import { families } from '@breakwater/sinks'
import { isNotAskedFor } from '../engine/report-of.ts'
import { gitTopLevel } from '../git/git.ts'
import { posix, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { SkippedFile } from '../project/walk.ts'
import type { Report, Site } from './report.ts'

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'
const DOCS = 'https://breakwater.example/'
// CVSS-like score by which code-scanning services sort: injection.
const SECURITY_SEVERITY = '9.8'

/** The report in SARIF 2.1.0 (OASIS): what is still to be done, each with its fix. Paths are relative to the git tree, as code-scanning services expect. */
export function toSarif(report: Report): object {
  const top = gitTopLevel(report.root) ?? report.root
  const prefix = relative(top, report.root).split(sep).join('/')
  const uriOf = (path: string) => posix.join(prefix, path).split('/').map(encodeURIComponent).join('/')
  const open = report.sites.filter(site => !isNotAskedFor(site.cause) && !(report.written && site.outcome.startsWith('migrated')))
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'Breakwater', version: report.tool.version, semanticVersion: report.tool.version, informationUri: DOCS, rules: rules() } },
      columnKind: 'utf16CodeUnits',
      originalUriBaseIds: { ROOT: { uri: `${pathToFileURL(top).href}/` } },
      invocations: [{ executionSuccessful: true, toolExecutionNotifications: report.skippedFiles.filter(file => file.pending).map(file => notification(file, uriOf)) }],
      results: open.map(site => result(site, uriOf)),
    }],
  }
}

function rules(): object[] {
  return families.map(family => ({
    id: family.id,
    name: family.title.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: family.title },
    fullDescription: { text: family.danger },
    help: { text: family.instead },
    helpUri: DOCS + family.docs.replace(/\.md$/, ''),
    defaultConfiguration: { level: 'error' },
    properties: {
      tags: ['security', ...family.cwe.map(id => `external/cwe/cwe-${String(id).padStart(3, '0')}`)],
      precision: 'high',
      'security-severity': SECURITY_SEVERITY,
    },
  }))
}

function result(site: Site, uriOf: (path: string) => string): object {
  const artifactLocation = { uri: uriOf(site.path), uriBaseId: 'ROOT' }
  const { line, column, endLine, endColumn, range } = site
  return {
    ruleId: site.rule,
    ruleIndex: families.findIndex(family => family.id === site.rule),
    level: site.strength === 'recommended' ? 'error' : 'warning',
    message: { text: [site.message, site.hint, site.differs].filter(Boolean).join(' ') },
    locations: [{
      physicalLocation: { artifactLocation, region: { startLine: line, startColumn: column, endLine, endColumn, charOffset: range[0], charLength: range[1] - range[0] } },
    }],
    partialFingerprints: { 'breakwater/v1': site.fingerprint },
    ...(site.edits && {
      fixes: [{
        description: { text: 'Move it onto the safe wrapper (breakwater migrate --write).' },
        artifactChanges: [{ artifactLocation, replacements: site.edits.map(({ range: [start, end], text }) => ({ deletedRegion: { charOffset: start, charLength: end - start }, insertedContent: { text } })) }],
      }],
    }),
    properties: { sink: site.sink, outcome: site.outcome, ...(site.reason && { reason: site.reason }), ...(site.cause && { cause: site.cause }) },
  }
}

function notification(file: SkippedFile, uriOf: (path: string) => string): object {
  return {
    level: 'warning',
    message: { text: `Not judged: ${file.reason}${file.detail ? ` (${file.detail})` : ''}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file.path), uriBaseId: 'ROOT' }, ...(file.line && { region: { startLine: file.line, startColumn: file.column } }) } }],
  }
}
