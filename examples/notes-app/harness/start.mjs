import { join } from 'node:path'
import { startDatabase } from './database.mjs'

const app = join(import.meta.dirname, '../app')
const database = await startDatabase(join(app, 'schema.sql'))
process.env.DATABASE_URL = database.url
process.chdir(app)
console.log(`using ${database.name}`)
await import('../app/server.js')
