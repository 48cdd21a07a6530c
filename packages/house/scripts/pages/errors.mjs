import { entries, load, published } from '../workspace.mjs'

const KINDS = {
  refused: 'A policy said no.',
  invalid: 'The input is malformed.',
  limit: 'A limit was met.',
  misuse: 'The API was called in a way that cannot be right.',
  unavailable: 'The platform or an optional package cannot do it.',
}

/** The tables of codes of all packages that export one as `codes`. */
function tables() {
  return published()
    .filter(item => entries(item).includes('.'))
    .map(item => ({ name: item.manifest.name, table: load(item).codes?.table }))
    .filter(({ table }) => table)
}

export function errorPages() {
  const all = tables().flatMap(({ name, table }) => Object.entries(table).map(([code, line]) => ({ name, code, ...line })))
  const pages = all.map(line => [`docs/errors/${line.code}.md`, page(line)])
  return [...pages, ['docs/errors/README.md', index(all)]]
}

const page = ({ name, code, kind, what, todo }) => `# ${code}

${what[0].toUpperCase()}${what.slice(1)}.

**What to do.** ${todo}

| | |
|---|---|
| package | \`${name}\` |
| kind | \`${kind}\`: ${KINDS[kind]} |

The error is a \`BreakwaterError\` with \`code: '${code}'\`. Its message names the place and never holds the refused value; it is announced on the \`breakwater:refused\` channel.
`

const index = lines => `# Error codes

Every refusal of Breakwater is a \`BreakwaterError\` with one of these codes. A code is never reused.

${[...new Set(lines.map(line => line.name))]
  .map(name => `## \`${name}\`\n\n| code | kind | what |\n|---|---|---|\n${lines.filter(line => line.name === name).map(({ code, kind, what }) => `| [${code}](${code}.md) | ${kind} | ${what} |`).join('\n')}\n`)
  .join('\n')}`
