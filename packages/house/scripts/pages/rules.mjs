import { load, packages } from '../workspace.mjs'

/** One page a rule family, made from the samples that the tests run. */
export async function rulePages() {
  const { families, reasons } = load(packages().find(item => item.short === 'sinks'))
  const pages = families.map(family => [`docs/rules/${family.id}.md`, page(family)])
  return [...pages, ['docs/rules/README.md', index(families, reasons)]]
}

const page = ({ id, title, cwe, danger, sinks, samples }) => `# ${title} (\`breakwater/${id}\`)

${danger}

${cwe.map(number => `CWE-${number}`).join(', ')}. Reported by ESLint and oxlint as \`breakwater/${id}\`, by \`npx breakwater check\`, and rewritten by \`npx breakwater migrate\`.

## What is recognised

| sink | |
|---|---|
${sinks.map(sink => `| \`${sink.id}\` | ${sink.title} |`).join('\n')}

## Reported and rewritten

${samples.filter(sample => sample.kind === 'bad' && sample.rewritten).map(rewritten).join('\n')}
## Reported, and left to a person

${samples.filter(sample => sample.kind === 'bad' && !sample.rewritten).map(manual).join('\n')}
## Not reported

${samples.filter(sample => sample.kind !== 'bad').map(fine).join('\n')}`

const fence = (sample, code) => `\`\`\`${sample.language ?? 'js'}\n${code.replace(/\n$/, '')}\n\`\`\`\n`

const rewritten = sample => `### ${sample.title}\n\n${fence(sample, sample.code)}\n${sample.outcome === 'check' ? 'becomes, to be looked at:' : 'becomes:'}\n\n${fence(sample, sample.rewritten)}`

const manual = sample => `### ${sample.title}\n\n${fence(sample, sample.code)}\nReason: \`${sample.reason}\`.\n`

const fine = sample => `### ${sample.title}\n\n${fence(sample, sample.code)}`

const index = (families, reasons) => `# Rules

| rule | what |
|---|---|
${families.map(({ id, title }) => `| [\`breakwater/${id}\`](${id}.md) | ${title} |`).join('\n')}

## Why a site is left to a person

\`npx breakwater migrate\` leaves what it cannot prove as it is, and says why with one of these.

| reason | what | what to do |
|---|---|---|
${Object.entries(reasons).map(([code, { what, sentence, hint }]) => `| \`${code}\` | ${what ?? sentence} | ${hint} |`).join('\n')}
`
