// Judgement
export { analyze, collectFacts } from './analyze.ts'
export { prefilter } from './prefilter.ts'

// Plans become edits
export { applyEdits, applyPlans, groupsOf, together } from './edit/plans.ts'
export type { AppliedPlans } from './edit/plans.ts'

// The knowledge base
export { families } from './catalog/families.ts'
export { defineFamily, defineSink } from './catalog/family.ts'
export type { Family, Sample, Sink } from './catalog/family.ts'
export { reasons } from './reasons.ts'
export type { Reason } from './reasons.ts'

// What hosts implement and read
export { rangeOf } from './tree.ts'
export type {
  Edit, ExportFact, FileFacts, Finding, ImportNeed, Plan, ProjectFacts, Range, ReferenceLike, ScopeLike, ScopeManagerLike, SinkHost, SourceComment, SourceNode, Strength, VariableLike,
} from './model.ts'
