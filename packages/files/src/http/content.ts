import { extname } from 'node:path'

interface MimeTypes {
  contentType(extension: string): string | false
}

let mimeTypes: MimeTypes | undefined

/** The content type of a name, by its extension. */
export function typeOf(name: string): string {
  mimeTypes ??= require('mime-types') as MimeTypes
  const extension = extname(name)
  return (extension !== '' && mimeTypes.contentType(extension)) || 'application/octet-stream'
}

// What a browser shows without running it in the name of the site.
const PASSIVE = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon)|audio\/|video\/|text\/plain|font\/)/

export const isPassive = (type: string): boolean => PASSIVE.test(type)

/** Content-Disposition with a name of any language (RFC 6266, RFC 8187). */
export function disposition(kind: 'attachment' | 'inline', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${kind}; filename="${plain}"${plain === name ? '' : `; filename*=UTF-8''${encoded}`}`
}
