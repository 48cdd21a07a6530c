import assert from 'node:assert/strict'
import AdmZip from 'adm-zip'

const titles = answer => answer.json.notes.map(note => note.title)
const feature = (name, run) => ({ name, run: async request => (await run(request), true) })

/** What the app does for its users. */
export const features = [
  feature('log in', async request => {
    const { json, status } = await request('POST', '/auth/login', { email: 'bob@example.test', password: 'battery staple' })
    assert.equal(status, 200)
    assert.deepEqual(json.user, { id: 2, email: 'bob@example.test', display_name: "Bob O'Hara", role: 'member' })
  }),
  feature('a wrong password is refused', async request => {
    assert.equal((await request('POST', '/auth/login', { email: 'bob@example.test', password: 'x' })).status, 401)
  }),
  feature('register, and log in with the new account', async request => {
    const created = await request('POST', '/auth/register', { email: 'carol@example.test', password: 'pw', displayName: "Carol O'Neill" })
    assert.equal(created.status, 201)
    assert.deepEqual(created.json.user, { id: 3, display_name: "Carol O'Neill" })
    assert.equal((await request('POST', '/auth/login', { email: 'carol@example.test', password: 'pw' })).json.user.id, 3)
  }),
  feature('an address registers once', async request => {
    assert.equal((await request('POST', '/auth/register', { email: 'bob@example.test', password: 'pw' })).status, 409)
  }),
  feature('register without a name', async request => {
    assert.equal((await request('POST', '/auth/register', { email: 'dan@example.test', password: 'pw' })).json.user.display_name, 'Anonymous')
  }),
  feature('list the newest notes first', async request => {
    assert.deepEqual(titles(await request('GET', '/notes?owner=2')), ['Standup', 'Books', 'Shopping'])
  }),
  feature('search in title and body, ignoring case', async request => {
    assert.deepEqual(titles(await request('GET', '/notes?owner=2&q=MILK')), ['Shopping'])
    assert.deepEqual(titles(await request('GET', '/notes?owner=2&q=the')), ['Standup', 'Books'])
    assert.deepEqual(titles(await request('GET', '/notes?owner=2&q=nothing')), [])
  }),
  feature('filter by tag and pin together', async request => {
    assert.deepEqual(titles(await request('GET', '/notes?owner=2&tag=home')), ['Books', 'Shopping'])
    assert.deepEqual(titles(await request('GET', '/notes?owner=2&tag=home&pinned=true')), ['Books'])
    assert.deepEqual(titles(await request('GET', '/notes?owner=2&pinned=false')), ['Standup', 'Shopping'])
  }),
  feature('sort by title and by tag, both ways', async request => {
    assert.deepEqual(titles(await request('GET', '/notes?owner=2&sort=title&dir=asc')), ['Books', 'Shopping', 'Standup'])
    assert.deepEqual(titles(await request('GET', '/notes?owner=2&sort=title')), ['Standup', 'Shopping', 'Books'])
    assert.deepEqual(titles(await request('GET', '/notes?owner=2&sort=tag&dir=asc')), ['Shopping', 'Books', 'Standup'])
  }),
  feature('pages', async request => {
    assert.deepEqual(titles(await request('GET', '/notes?owner=2&limit=1')), ['Standup'])
    assert.deepEqual(titles(await request('GET', '/notes?owner=2&limit=1&offset=2')), ['Shopping'])
  }),
  feature('recent notes, in the order asked for', async request => {
    assert.deepEqual(titles(await request('GET', '/notes/recent')), ['Launch plan', 'Shopping', 'Books', 'Standup'])
    assert.deepEqual(titles(await request('GET', '/notes/recent?order=title')), ['Books', 'Launch plan', 'Shopping', 'Standup'])
  }),
  feature('open one note', async request => {
    assert.deepEqual((await request('GET', '/notes/3?owner=2')).json, { id: 3, title: 'Shopping', body: "Milk, bread, O'Neill's jam", tag: 'home' })
    assert.equal((await request('GET', '/notes/1?owner=2')).status, 404)
  }),
  feature('write a note', async request => {
    assert.deepEqual((await request('POST', '/notes', { ownerId: 2, title: 'New', body: 'a "quoted" text; with -- dashes' })).json, { id: 6, title: 'New' })
    assert.deepEqual((await request('GET', '/notes/6?owner=2')).json, { id: 6, title: 'New', body: 'a "quoted" text; with -- dashes', tag: 'general' })
  }),
  feature('change a note', async request => {
    assert.deepEqual((await request('PUT', '/notes/3', { ownerId: 2, title: 'Groceries', pinned: true })).json, { changed: 1 })
    assert.deepEqual(titles(await request('GET', '/notes?owner=2&pinned=true&sort=title&dir=asc')), ['Books', 'Groceries'])
    assert.deepEqual((await request('PUT', '/notes/3', { ownerId: 1, title: 'x' })).json, { changed: 0 })
    assert.equal((await request('PUT', '/notes/3', { ownerId: 2 })).status, 400)
  }),
  feature('delete several notes, one’s own only', async request => {
    assert.deepEqual((await request('POST', '/notes/delete', { ownerId: 2, ids: [3, 5] })).json, { deleted: 2 })
    assert.deepEqual((await request('POST', '/notes/delete', { ownerId: 2, ids: [1] })).json, { deleted: 0 })
    assert.deepEqual(titles(await request('GET', '/notes?owner=2')), ['Books'])
  }),
  feature('report by tag', async request => {
    assert.deepEqual((await request('GET', '/reports/tags?owner=2')).json, { tags: [{ tag: 'home', total: 2 }, { tag: 'work', total: 1 }] })
  }),
  feature('report by month', async request => {
    assert.deepEqual(titles(await request('GET', '/reports/month?owner=2&month=2026-01')), ['Shopping', 'Books', 'Standup'])
    assert.deepEqual(titles(await request('GET', '/reports/month?owner=2&month=2026-02')), [])
  }),
  feature('find by the start of a title', async request => {
    assert.deepEqual(titles(await request('GET', '/reports/search?owner=2&title=S')), ['Shopping', 'Standup'])
  }),
  feature('is an address registered', async request => {
    assert.deepEqual((await request('GET', '/reports/exists?email=bob@example.test')).json, { exists: true })
    assert.deepEqual((await request('GET', '/reports/exists?email=x')).json, { exists: false })
  }),
  feature('rename oneself and check in', async request => {
    await request('PUT', '/profile/2', { displayName: 'Robert' })
    await request('POST', '/profile/2/checkin')
    assert.deepEqual((await request('POST', '/profile/2/checkin')).json.log, [{ actor: 'Robert', action: 'checkin', note_count: 3 }, { actor: 'Robert', action: 'checkin', note_count: 3 }])
  }),
  feature('list attachments', async request => {
    assert.deepEqual((await request('GET', '/attachments')).json.attachments, ['name with blanks.txt', 'plan.txt', 'shopping.txt'])
  }),
  feature('download an attachment', async request => {
    const { status, text } = await request('GET', '/attachments/plan.txt')
    assert.equal(status, 200)
    assert.equal(text, 'Monday: call Bob\nTuesday: buy milk\n')
    assert.equal((await request('GET', '/attachments/name%20with%20blanks.txt')).text, 'one two three\n')
    assert.equal((await request('GET', '/attachments/missing.txt')).status, 404)
  }),
  feature('upload an attachment, read it back and delete it', async request => {
    assert.equal((await request('PUT', '/attachments/new%20file%20(1).txt', { text: 'héllo\n' })).status, 201)
    assert.equal((await request('GET', '/attachments/new%20file%20(1).txt')).text, 'héllo\n')
    assert.deepEqual((await request('DELETE', '/attachments/new%20file%20(1).txt')).json, { ok: true })
    assert.equal((await request('DELETE', '/attachments/new%20file%20(1).txt')).status, 404)
  }),
  feature('search in attachments', async request => {
    assert.deepEqual((await request('GET', '/attachments/search?text=MILK')).json.attachments, ['plan.txt', 'shopping.txt'])
    assert.deepEqual((await request('GET', '/attachments/search?text=bread%20and')).json.attachments, ['shopping.txt'])
    assert.deepEqual((await request('GET', '/attachments/search?text=nothing')).json.attachments, [])
  }),
  feature('count words, lines and both', async request => {
    assert.equal((await request('GET', '/attachments/shopping.txt/words')).json.count, 4)
    assert.equal((await request('GET', '/attachments/plan.txt/words?options=-l')).json.count, 2)
    assert.equal((await request('GET', '/attachments/plan.txt/words?options=-l%20-w')).json.count, 2)
    assert.equal((await request('GET', '/attachments/missing.txt/words')).status, 400)
  }),
  feature('import a zip file', async request => {
    const zip = new AdmZip()
    zip.addFile('from-zip.txt', Buffer.from('zipped'))
    assert.deepEqual((await request('POST', '/attachments/import', { zip: zip.toBuffer().toString('base64') })).json, { count: 1 })
    assert.equal((await request('GET', '/attachments/from-zip.txt')).text, 'zipped')
  }),
  feature('preview a page, through a redirect too', async request => {
    assert.deepEqual((await request('GET', '/links/preview?url=http%3A%2F%2Fnews.example%2F')).json, { status: 200, title: 'News' })
    assert.deepEqual((await request('GET', '/links/preview?url=http%3A%2F%2Fredirect.example%2Fstory')).json, { status: 200, title: 'A story' })
    assert.equal((await request('GET', '/links/preview?url=http%3A%2F%2Fnowhere.invalid%2F')).status, 502)
  }),
  feature('tell another service', async request => {
    assert.deepEqual((await request('POST', '/links/hook', { url: 'http://hooks.example/in', event: 'created' })).json, { status: 200, answer: 'POST application/json {"event":"created"}' })
  }),
]
