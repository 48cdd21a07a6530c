import { preset } from '@breakwater/house/tsup'

export default preset(['index', 'csp', 'express', 'fastify', 'koa', 'hono', 'markdown', 'unsafe'])
