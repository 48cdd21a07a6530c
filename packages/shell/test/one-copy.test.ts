import { oneCopy } from '@breakwater/testkit'

oneCopy(`${import.meta.dirname}/..`, '@breakwater/shell', ['sh', 'cmd', 'codes'])
