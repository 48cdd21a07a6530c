import { contract } from '@breakwater/testkit'

contract({ folder: `${import.meta.dirname}/..` })
