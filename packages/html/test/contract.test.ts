import { contract } from '@breakwater/testkit'
import { codes } from '../src/codes.ts'
import { provoke } from './provoke.ts'

contract({ folder: `${import.meta.dirname}/..`, codes: { table: codes, provoke } })
