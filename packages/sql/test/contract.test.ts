import { contract } from '@breakwater/testkit'
import { Database } from 'node-sqlite3-wasm'
import { codes } from '../src/codes.ts'
import { connect } from '../src/connect.ts'
import { sql } from '../src/sql.ts'
import { provokeDrivers } from './drivers/provoke-drivers.ts'
import { provokeTag } from './provoke.ts'

const target = new Database(':memory:')
const db = connect(target)

contract({
  folder: `${import.meta.dirname}/..`,
  codes: { table: codes, provoke: { ...provokeTag, ...provokeDrivers } },
  options: [
    { name: 'connect', call: options => connect(target, options as never), limits: ['timeoutMs', 'maxRows'] },
    { name: 'db.run', call: options => db.run(sql`select 1`, options as never), limits: ['timeoutMs', 'maxRows'] },
    { name: 'db.transaction', call: options => db.transaction(tx => tx.one(sql`select 1`), options as never), limits: ['timeoutMs'] },
  ],
})
