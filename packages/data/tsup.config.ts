import { preset } from '@breakwater/house/tsup'

export default preset(['index', 'express'])
