import { html, json, resourceUrl, sanitize, setHtml } from '../src/index.ts'
import type { ElementLike , SafeHtml} from '../src/index.ts'

declare const element: ElementLike
export const page: SafeHtml = html`<p>${'x'}</p>`
setHtml(element, sanitize('<b>'))
export const script = html`<script src=${resourceUrl`/a.js`}>const a = ${json({})}</script>`

// @ts-expect-error a string is no markup
setHtml(element, '<b>')
// @ts-expect-error a string is no template
html('<b>')
// @ts-expect-error there is no such policy
sanitize('x', 'everything')
// @ts-expect-error an object is no SafeHtml
export const forged: SafeHtml = { toString: () => '<b>', toJSON: () => '<b>' }
