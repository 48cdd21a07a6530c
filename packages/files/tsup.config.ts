import { preset } from '@breakwater/house/tsup'

export default preset(['index', 'archive', 'express', 'fastify', 'fs', 'koa', 'multer', 'unsafe'])
