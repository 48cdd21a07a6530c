import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import AdmZip from 'adm-zip'

const q = encodeURIComponent

/** What an attacker does from outside. Each gives evidence (a string) where the attack worked, and nothing where it did not. */
export const attacks = [
  {
    name: 'login bypass: a comment after the e-mail address',
    async run(request) {
      const { json } = await request('POST', '/auth/login', { email: "alice@example.test' -- ", password: 'x' })
      if (json?.user?.role === 'admin') return `logged in as ${json.user.email}, role admin, without the password`
    },
  },
  {
    name: 'login bypass: always true',
    async run(request) {
      const { json } = await request('POST', '/auth/login', { email: 'nobody', password: "' OR '1'='1" })
      if (json?.user) return `logged in as ${json.user.email}`
    },
  },
  {
    name: 'data theft by UNION in the search box',
    async run(request) {
      const { text } = await request('GET', `/notes?owner=2&q=${q("zzz%') UNION SELECT id, email, api_key, password, true FROM users -- ")}`)
      if (text.includes('key-alice-7f3a91')) return 'the API keys and passwords of all users came back as notes'
    },
  },
  {
    name: 'data theft by UNION in a numeric parameter',
    async run(request) {
      const { text } = await request('GET', `/notes/0?owner=${q('0 UNION SELECT id, password, email, role FROM users ORDER BY 1')}`)
      if (text.includes('correct horse')) return 'the admin’s password came back as a note'
    },
  },
  {
    name: 'other people’s notes by a condition that is always true',
    async run(request) {
      const { text } = await request('GET', `/notes?owner=${q('2 OR true')}`)
      if (text.includes('Salary review')) return 'a private note of Alice is in Bob’s list'
    },
  },
  {
    name: 'blind injection: reading a secret bit by bit',
    async run(request) {
      let known = ''
      for (let at = 1; at <= 4; at++) {
        for (const letter of 'abcdefghijklmnopqrstuvwxyz ') {
          const probe = `x' OR (SELECT substr(password, ${at}, 1) FROM users WHERE role = 'admin') = '${letter}`
          const { json } = await request('GET', `/reports/exists?email=${q(probe)}`)
          if (json?.exists) {
            known += letter
            break
          }
        }
      }
      if (known === 'corr') return `the admin’s password starts with “${known}”, read through yes/no answers`
    },
  },
  {
    name: 'ORDER BY injection: a secret decides the order',
    async run(request) {
      const first = async condition => (await request('GET', `/notes/recent?order=${q(`(CASE WHEN (${condition}) THEN id ELSE -id END)`)}`)).json?.notes?.[0]?.id
      const yes = await first("SELECT password LIKE 'correct%' FROM users WHERE id = 1")
      const no = await first("SELECT password LIKE 'wrong%' FROM users WHERE id = 1")
      if (yes !== undefined && no !== undefined && yes !== no) return 'the order of the list tells whether a guess at the password is right'
    },
  },
  {
    name: 'LIMIT injection: a second query in the page size',
    async run(request) {
      const { text } = await request('GET', `/notes?owner=2&limit=${q('(SELECT 1)) UNION ALL (SELECT id, email, password, api_key, true FROM users')}`)
      if (text.includes('key-alice-7f3a91')) return 'API keys came back through the page size'
      const { json } = await request('GET', `/notes?owner=2&limit=${q("(CASE WHEN (SELECT password FROM users WHERE id = 1) LIKE 'correct%' THEN 1 ELSE 2 END)")}`)
      if (json?.notes?.length === 1) return 'the number of rows tells whether a guess at the password is right'
    },
  },
  {
    name: 'stacked statement: becoming admin while reading a note',
    async run(request) {
      await request('GET', `/reports/tags?owner=${q("2 GROUP BY tag; UPDATE users SET role = 'admin' WHERE email = 'bob@example.test'; SELECT tag, 1 AS total FROM notes WHERE true")}`)
      const { json } = await request('POST', '/auth/login', { email: 'bob@example.test', password: 'battery staple' })
      if (json?.user?.role === 'admin') return 'Bob made himself admin with a GET request'
    },
  },
  {
    name: 'deleting everybody’s notes through a list of ids',
    async run(request) {
      const { json } = await request('POST', '/notes/delete', { ownerId: 2, ids: ['0) OR (1=1'] })
      if (json?.deleted > 3) return `${json.deleted} notes deleted, also those of other users`
    },
  },
  {
    name: 'writing a column that is not offered, through a text field',
    async run(request) {
      await request('PUT', '/notes/3', { ownerId: 2, title: "mine', owner_id = 1, body = (SELECT api_key FROM users WHERE id = 1), tag = 'x" })
      const { text } = await request('GET', '/notes?owner=1&tag=x')
      if (text.includes('key-alice-7f3a91')) return 'a secret of another user was copied into a note'
    },
  },
  {
    name: 'INSERT injection: a second account in one registration',
    async run(request) {
      await request('POST', '/auth/register', { email: 'boss@example.test', password: "pw', 'Boss', 'k1'), ('eve@example.test', 'x", displayName: 'Boss' })
      const { json } = await request('POST', '/auth/login', { email: 'eve@example.test', password: 'x' })
      if (json?.user) return 'one registration made two accounts'
    },
  },
  {
    name: 'second order: a display name that becomes SQL later',
    async run(request) {
      await request('PUT', '/profile/2', { displayName: "'||(SELECT api_key FROM users WHERE id = 1)||'" })
      const { text } = await request('POST', '/profile/2/checkin')
      if (text.includes('key-alice-7f3a91')) return 'a stored name ran as SQL and brought out an API key'
    },
  },
  {
    name: 'util.format injection in a report',
    async run(request) {
      const { text } = await request('GET', `/reports/month?owner=2&month=${q("x' UNION SELECT id, api_key FROM users -- ")}`)
      if (text.includes('key-alice-7f3a91')) return 'API keys came back in the monthly report'
    },
  },
  {
    name: 'injection into a query built by a helper function',
    async run(request) {
      const { text } = await request('GET', `/reports/tags?owner=${q("2 GROUP BY tag UNION SELECT api_key AS tag, 1 FROM users -- ")}`)
      if (text.includes('key-alice-7f3a91')) return 'API keys came back as tags'
    },
  },
  {
    name: 'command injection in a search box',
    async run(request) {
      const { json } = await request('GET', `/attachments/search?text=${q('zzz" *; cat ../secrets.txt; echo "')}`)
      if (json?.attachments?.some(line => line.includes('hunter-2'))) return 'the SMTP password came back as the name of an attachment'
    },
  },
  {
    name: 'command substitution in a file name',
    async run(request, { dataFolder }) {
      await request('GET', `/attachments/${q('$(touch ..;touch pwned)plan.txt')}/words`)
      if (existsSync(join(dataFolder, 'attachments/pwned'))) return 'a program of the attacker ran'
    },
  },
  {
    name: 'another program behind an option',
    async run(request, { dataFolder }) {
      await request('GET', `/attachments/plan.txt/words?options=${q('-l plan.txt; touch pwned; echo')}`)
      if (existsSync(join(dataFolder, 'attachments/pwned'))) return 'a program of the attacker ran'
    },
  },
  {
    name: 'an option smuggled in: wc reads names from another file',
    async run(request) {
      const { text } = await request('GET', `/attachments/${q('--files0-from=../secrets.txt')}/words`)
      if (text.includes('hunter-2')) return 'the error message of wc shows the SMTP password'
    },
  },
  {
    name: 'path traversal: download',
    async run(request) {
      const { text } = await request('GET', '/attachments/..%2fsecrets.txt')
      if (text.includes('hunter-2')) return 'the SMTP password came back as an attachment'
    },
  },
  {
    name: 'path traversal: upload over another file',
    async run(request, { dataFolder }) {
      await request('PUT', '/attachments/..%2fsecrets.txt', { text: 'mine now' })
      if (readFileSync(join(dataFolder, 'secrets.txt'), 'utf8') === 'mine now') return 'a file outside of the folder was overwritten'
    },
  },
  {
    name: 'path traversal: delete',
    async run(request, { dataFolder }) {
      await request('DELETE', '/attachments/..%2fsecrets.txt')
      if (!existsSync(join(dataFolder, 'secrets.txt'))) return 'a file outside of the folder was deleted'
    },
  },
  {
    name: 'a zip file whose entry climbs out of the folder',
    async run(request, { dataFolder }) {
      const zip = new AdmZip()
      zip.addFile('aa/secrets.txt', Buffer.from('from the zip'))
      // adm-zip cleans names that it is given; the bytes of the file can say what they like.
      const bytes = Buffer.from(zip.toBuffer().toString('latin1').replaceAll('aa/secrets.txt', '../secrets.txt'), 'latin1')
      await request('POST', '/attachments/import', { zip: bytes.toString('base64') })
      if (readFileSync(join(dataFolder, 'secrets.txt'), 'utf8') === 'from the zip') return 'an entry was written outside of the folder'
    },
  },
  {
    name: 'the metadata service of the cloud, through the preview',
    async run(request) {
      const { text } = await request('GET', `/links/preview?url=${q('http://169.254.169.254/latest/meta-data/iam')}`)
      if (text.includes('AKIA-cloud-77')) return 'the cloud keys of the server came back as a title'
    },
  },
  {
    name: 'a service of this machine, through a redirect',
    async run(request) {
      const { text } = await request('GET', `/links/preview?url=${q('http://redirect.example/inside')}`)
      if (text.includes('admin')) return 'a page that only this machine reaches came back'
    },
  },
  {
    name: 'a service of this machine, through a name that resolves to it',
    async run(request, { insidePort }) {
      const { text } = await request('POST', '/links/hook', { url: `http://rebind.example:${insidePort}/`, event: 'x' })
      if (text.includes('tok-internal-41')) return 'the token of an internal service came back'
    },
  },
  {
    name: 'a service of this machine, by a decimal address',
    async run(request, { insidePort }) {
      const { text } = await request('GET', `/links/preview?url=${q(`http://2130706433:${insidePort}/`)}`)
      if (text.includes('admin')) return 'a page that only this machine reaches came back'
    },
  },
]
