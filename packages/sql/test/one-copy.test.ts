import { oneCopy } from '@breakwater/testkit'

oneCopy(`${import.meta.dirname}/..`, '@breakwater/sql', ['sql', 'codes'])
