import { oneCopy } from '@breakwater/testkit'

oneCopy(`${import.meta.dirname}/..`, '@breakwater/files', ['openFolder', 'codes'])
