const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const text = value => String(value).replace(/[&<>"']/g, sign => ESCAPES[sign])

/** One self-contained page: what was tried, what happened before and after, and the diff. */
export function page({ before, after, diff, report, database, seconds }) {
  const alive = results => results.filter(result => result.succeeded).length
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Breakwater: notes-app before and after</title>
<style>${STYLE}</style>
<main>
<header>
<p class="eyebrow">breakwater migrate --write</p>
<h1>${alive(before.attacks)} attacks worked. Now ${alive(after.attacks) === 0 ? 'none does' : `${alive(after.attacks)} do`}.</h1>
<p class="lede">The notes app was written the way assistants write it: SQL and commands put together from strings, files and addresses taken as a request names them. One command changed ${report.counts.migrated + report.counts['migrated-check']} places in ${report.files.changed} files. The attacks and the functional tests below ran against both versions, on ${text(database)}.</p>
<div class="figures">
${figure('attacks that succeed', alive(before.attacks), alive(after.attacks), before.attacks.length, false)}
${figure('features that work', alive(before.features), alive(after.features), before.features.length, true)}
</div>
</header>
<section><h2>Attacks</h2>${list(before.attacks, after.attacks, ['succeeds', 'fails'], false)}</section>
<section><h2>Features</h2>${list(before.features, after.features, ['works', 'broken'], true)}</section>
<section><h2>What was rewritten</h2>${sites(report)}</section>
<section><h2>The diff</h2>${files(diff)}</section>
<footer>Made by <code>pnpm run demo</code> in ${seconds} s. Nothing on this page was loaded from a network.</footer>
</main>
</html>
`
}

const figure = (label, before, after, total, isGood) => `<div class="figure"><span class="label">${label}</span><span class="numbers"><b class="${tone(before > 0 === isGood)}">${before}</b><i>→</i><b class="${tone(isGood ? after === total : after === 0)}">${after}</b></span><span class="label">of ${total}</span></div>`

const tone = isFine => (isFine ? 'fine' : 'bad')

function list(before, after, [yes, no], isGood) {
  const cell = ({ succeeded }) => `<td class="${tone(succeeded === isGood)}">${succeeded ? yes : no}</td>`
  const rows = before.map((old, index) => `<tr><td>${text(old.name)}${!isGood && old.evidence ? `<small>before: ${text(old.evidence)}</small>` : ''}</td>${cell(old)}${cell(after[index])}</tr>`)
  return `<table><thead><tr><th></th><th>before</th><th>after</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

function sites({ sites: all }) {
  const rows = all.map(site => `<tr><td><code>${text(site.path)}:${site.line}</code></td><td class="${site.outcome === 'migrated' ? 'fine' : 'look'}">${text(site.outcome)}</td><td>${text(site.differs ?? site.hint ?? site.why ?? '')}</td></tr>`)
  return `<table><thead><tr><th>site</th><th>outcome</th><th>note</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

function files(diff) {
  const parts = diff.split(/^(?=--- )/m).filter(part => part.startsWith('--- '))
  return parts.map(part => {
    const lines = part.split('\n')
    const name = lines[1]?.replace(/^\+\+\+ (?:b\/)?/, '') ?? ''
    return `<details open><summary><code>${text(name)}</code></summary><pre>${lines.slice(2).map(row).join('')}</pre></details>`
  }).join('\n')
}

const KINDS = { '+': 'added', '-': 'removed', '@': 'hunk', ' ': 'same' }

function row(line) {
  const kind = KINDS[line[0]]
  return kind ? `<span class="${kind}">${text(line)}\n</span>` : ''
}

const STYLE = `
:root { --ink: #16212b; --soft: #5a6b78; --line: #dce3e8; --paper: #fbfcfd; --card: #fff; --fine: #0b7a4b; --fine-bg: #e6f5ee; --bad: #b3261e; --bad-bg: #fdecea; --look: #8a5a00; --look-bg: #fff4dd; --hunk: #4b5fb5 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf2; --soft: #9db0bd; --line: #2a3742; --paper: #10171d; --card: #172029; --fine: #62d6a0; --fine-bg: #12301f; --bad: #ff8f86; --bad-bg: #3a1714; --look: #f0c36a; --look-bg: #33270d; --hunk: #9fb0ff } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
main { max-width: 64rem; margin: 0 auto; padding: 3rem 1.25rem 4rem }
.eyebrow { font: 0.9rem ui-monospace, monospace; color: var(--soft); margin: 0 }
h1 { font-size: clamp(1.9rem, 5vw, 3rem); line-height: 1.1; margin: 0.4rem 0 1rem; letter-spacing: -0.02em }
h2 { margin: 3rem 0 0.8rem; font-size: 1.25rem }
.lede { max-width: 46rem; color: var(--soft); margin: 0 }
.figures { display: flex; flex-wrap: wrap; gap: 1rem; margin-top: 2rem }
.figure { flex: 1 1 16rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.3rem; display: grid; gap: 0.2rem }
.label { color: var(--soft); font-size: 0.9rem }
.numbers { display: flex; align-items: baseline; gap: 0.7rem; font-size: 2.6rem; line-height: 1.1; font-variant-numeric: tabular-nums }
.numbers i { font-style: normal; color: var(--soft); font-size: 1.6rem }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow: hidden }
th, td { text-align: left; padding: 0.55rem 0.9rem; border-bottom: 1px solid var(--line); vertical-align: top }
tr:last-child td { border-bottom: 0 }
th { font-size: 0.85rem; color: var(--soft); font-weight: 600 }
td.fine, td.bad, td.look { white-space: nowrap; font-weight: 600; width: 7.5rem }
td.fine { background: var(--fine-bg) } td.bad { background: var(--bad-bg) } td.look { background: var(--look-bg); color: var(--look) }
.fine { color: var(--fine) } .bad { color: var(--bad) }
small { display: block; color: var(--soft) }
details { background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin-bottom: 1rem; overflow: hidden }
summary { padding: 0.7rem 0.9rem; cursor: pointer; border-bottom: 1px solid var(--line) }
pre { margin: 0; overflow-x: auto; font: 13px/1.5 ui-monospace, monospace }
pre span { display: block; padding: 0 0.9rem; white-space: pre; width: max-content; min-width: 100% }
.added { background: var(--fine-bg) } .removed { background: var(--bad-bg) } .hunk { color: var(--hunk) } .same { color: var(--soft) }
footer { margin-top: 3rem; color: var(--soft); font-size: 0.9rem }
`
