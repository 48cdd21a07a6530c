import { entries, load, published } from '../workspace.mjs'

/** The export lists, so that a change of the public surface shows in a diff. */
export function exportPages() {
  return published().map(item => [`docs/packages/${item.short}.md`, page(item)])
}

const page = item => `# \`${item.manifest.name}\`

${item.manifest.description}

See [the README](../../packages/${item.short}/README.md). What can be imported:

${entries(item).map(entry => `- \`${entry === '.' ? item.manifest.name : `${item.manifest.name}/${entry.slice(2)}`}\`: ${names(item, entry).map(name => `\`${name}\``).join(', ')}`).join('\n')}
`

const names = (item, entry) => Object.keys(load(item, entry)).filter(name => name !== '__esModule').sort()
