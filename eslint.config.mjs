export { house as default } from '@breakwater/house/eslint'
