import type { TypeTable } from '../../analysis/origin.ts'

const methods = (prefix: string, names: readonly string[]): Record<string, string> => Object.fromEntries(names.map(name => [`.${name}`, `${prefix}:${name}`]))

const WEB = ['get', 'delete', 'head', 'options', 'post', 'put', 'patch', 'request']

/** What the modules that send requests give. */
export const modules: TypeTable = {
  modules: {
    'node-fetch': 'nodefetch', 'cross-fetch': 'anyfetch', 'isomorphic-fetch': 'anyfetch', 'isomorphic-unfetch': 'anyfetch', 'cross-fetch/polyfill': 'anyfetch', undici: 'undici', axios: 'axios', got: 'got', http: 'http', 'node:http': 'http', https: 'https', 'node:https': 'https',
    'follow-redirects': 'redirects', superagent: 'superagent', needle: 'needle', request: 'request', 'request-promise': 'request', 'request-promise-native': 'request',
  },
  steps: {
    nodefetch: { '.default': 'nodefetch', '.fetch': 'nodefetch' },
    anyfetch: { '.default': 'anyfetch', '.fetch': 'anyfetch' },
    undici: { '.fetch': 'undici:fetch', '.request': 'undici:request', '.stream': 'undici:request', '.default': 'undici' },
    axios: { ...methods('axios', WEB), '.default': 'axios', '.create()': 'axios', '.Axios': 'axios:class' },
    'axios:class': { new: 'axios' },
    got: { ...methods('got', [...WEB, 'stream']), '.default': 'got', '.got': 'got', '.extend()': 'got' },
    http: { ...methods('http', ['get', 'request']), '.default': 'http' },
    https: { ...methods('https', ['get', 'request']), '.default': 'https' },
    redirects: { '.http': 'http', '.https': 'https' },
    superagent: { ...methods('superagent', [...WEB, 'del']), '.default': 'superagent', '.agent()': 'superagent' },
    needle: { ...methods('needle', WEB), '.default': 'needle' },
    request: { ...methods('request', [...WEB, 'del']), '.defaults()': 'request' },
  },
}
