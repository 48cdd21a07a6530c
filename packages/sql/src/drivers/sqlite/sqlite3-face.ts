import { checkRest, readFaceCall } from '../../face.ts'
import type { Callback } from '../../face.ts'
import { statementOrScript } from '../../script.ts'
import { rules } from './sqlite3.ts'
import type { Sqlite3Database } from './sqlite3.ts'
import { sqliteValues } from './values.ts'

type Method = (fragment: unknown, ...rest: unknown[]) => unknown

export interface Sqlite3Face {
  run: Method
  get: Method
  all: Method
  each: Method
  exec: Method
  prepare: Method
}

/** The methods of sqlite3 with a fragment in place of the text: its callbacks with their `this`, and the database as the answer. */
export function sqlite3Face(database: Sqlite3Database): Sqlite3Face {
  const method = (name: 'run' | 'get' | 'all') => (fragment: unknown, ...rest: unknown[]) => {
    const call = readFaceCall(fragment, rest, 'sqlite', `driver.${name}`)
    return call ? database[name](call.compiled.text, sqliteValues(call.compiled.values, rules), ...(call.callback ? [call.callback as never] : [])) : database
  }
  return {
    run: method('run'),
    get: method('get'),
    all: method('all'),
    each(fragment, ...rest) {
      const callbacks = rest.filter(argument => typeof argument === 'function') as Callback[]
      // A refusal is told once, at the end, where sqlite3 tells it.
      const call = readFaceCall(fragment, [...rest.filter(argument => typeof argument !== 'function'), ...callbacks.slice(-1)], 'sqlite', 'driver.each')
      return call ? database.each(call.compiled.text, sqliteValues(call.compiled.values, rules), ...(callbacks as never[])) : database
    },
    exec(fragment, ...rest) {
      const callback = rest.find(argument => typeof argument === 'function') as Callback | undefined
      try {
        checkRest(rest, 'driver.exec')
        const script = statementOrScript(fragment, 'sqlite', 'driver.exec')
        const done = callback ? [callback as never] : []
        if (typeof script !== 'string' && script.values.length > 0) return database.run(script.text, sqliteValues(script.values, rules), ...done)
        return database.exec(typeof script === 'string' ? script : script.text, ...done)
      } catch (error) {
        if (!callback) throw error
        process.nextTick(() => callback.call(undefined, error))
        return database
      }
    },
    prepare(fragment, ...rest) {
      const call = readFaceCall(fragment, rest, 'sqlite', 'driver.prepare')
      return call && database.prepare(call.compiled.text, sqliteValues(call.compiled.values, rules), ...(call.callback ? [call.callback as never] : []))
    },
  }
}
