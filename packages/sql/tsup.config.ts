import { preset } from '@breakwater/house/tsup'

export default preset(['index', 'drop-in', 'unsafe'])
