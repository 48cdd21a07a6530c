import { oneCopy } from '@breakwater/testkit'

oneCopy(`${import.meta.dirname}/..`, '@breakwater/html', ['html', 'sanitize', 'SafeHtml', 'codes'])
