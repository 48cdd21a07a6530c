import type { Family, Finding, Plan, SinkHost } from '@breakwater/sinks'
import { analyze, applyPlans, prefilter } from '@breakwater/sinks'
import type { Rule, SourceCode } from 'eslint'
import { adviceOn } from './advice.ts'
import { hostOf } from './host.ts'

/** Where the pages of the rules stand. */
const DOCS = 'https://breakwater.example/'

type Strength = 'recommended' | 'strict'

const schema = [{
  type: 'object',
  properties: { strength: { enum: ['recommended', 'strict'], description: 'recommended: text built from values; strict: every raw call' } },
  additionalProperties: false,
}]

/** Makes the rule of one family: its messages and judgement come from the catalog, its fixes from the plans. */
export function familyRule(family: Family): Rule.RuleModule {
  return {
    meta: {
      type: 'problem',
      docs: { description: family.title, url: DOCS + family.docs.replace(/\.md$/, ''), recommended: true, ...{ cwe: family.cwe.map(id => `CWE-${id}`) } },
      fixable: 'code',
      hasSuggestions: true,
      schema: schema as Rule.RuleMetaData['schema'] & object,
      defaultOptions: [{ strength: 'recommended' }],
      messages: messagesOf(family),
    },
    create(context) {
      const { sourceCode } = context
      // Other languages (JSON, CSS, Markdown) have trees of their own.
      if (sourceCode.ast?.type !== 'Program' || !sourceCode.scopeManager || !prefilter(sourceCode.text, family.id)) return {}
      const strength = (context.options[0] as { strength?: Strength } | undefined)?.strength ?? 'recommended'
      return {
        Program() {
          const host = hostOf(sourceCode, context.physicalFilename, context.cwd)
          for (const finding of analyze(host)) {
            if (finding.rule === family.id && (strength === 'strict' || finding.strength === 'recommended')) report(context, family, host, finding)
          }
        },
      }
    },
  }
}

const messagesOf = (family: Family): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(family.messages).map(([id, message]) => [id, `${message}{{advice}}`])),
  rewrite: 'Move it onto the safe wrapper.',
  rewriteAndLook: 'Move it onto the safe wrapper, and look at it: {{differs}}',
})

function report(context: Rule.RuleContext, family: Family, host: SinkHost, finding: Finding): void {
  const { plan, messageId, range } = finding
  const advice = adviceOn(plan, family.brief, host.project.canImport)
  const fix = advice.offer === 'none' ? undefined : fixOf(host, plan)
  context.report({
    loc: locOf(context.sourceCode, range),
    messageId,
    data: { ...finding.data, advice: advice.text && ` ${advice.text}` },
    fix: fix && advice.offer === 'fix' ? fix : null,
    suggest: fix && advice.offer === 'suggestion' ? [{ ...(plan.outcome === 'check' ? { messageId: 'rewriteAndLook', data: { differs: plan.differs } } : { messageId: 'rewrite' }), fix }] : [],
  })
}

const locOf = (sourceCode: SourceCode, [start, end]: readonly [number, number]) => ({ start: sourceCode.getLocFromIndex(start), end: sourceCode.getLocFromIndex(end) })

/** The edits of one plan, the import among them. ESLint applies one such fix a pass; from the second pass on the import is there, and the rest goes in at once. */
function fixOf(host: SinkHost, plan: Plan): Rule.ReportFixer | undefined {
  const { edits, skipped } = applyPlans(host, [plan])
  if (skipped.length || edits.length === 0) return undefined
  return fixer => edits.map(({ range, text }) => fixer.replaceTextRange([...range], text))
}
