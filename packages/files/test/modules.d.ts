declare module 'express'
declare module 'koa'
declare module 'multer'
