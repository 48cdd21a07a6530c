import Module from 'node:module'
import { z } from 'zod'
import { route } from '../src/express.ts'
import { escapeRegex, matchUntrusted, mergeSafely, noOperators, parseJson, parseModelOutput, setPath } from '../src/index.ts'

const any = (value: unknown) => value as never

function withoutPackage(name: string, action: () => unknown): unknown {
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown }
  const { _load } = loader
  loader._load = (request, ...rest) => {
    if (request === name) throw new Error('not installed')
    return _load.call(loader, request, ...rest)
  }
  try {
    return action()
  } finally {
    loader._load = _load
  }
}

/** The media type is answered by the route itself; the refusal is seen on the audit channel, so it is thrown on from there. */
async function mediaType(): Promise<void> {
  const { subscribe, unsubscribe } = await import('node:diagnostics_channel')
  let seen: unknown
  const listen = (message: unknown) => (seen = (message as { error: unknown }).error)
  subscribe('breakwater:refused', listen)
  const response = { status: () => response, type: () => response, send: () => undefined }
  await route({ body: z.object({}) }, () => undefined)(any({ url: '/', params: {}, headers: { 'content-type': 'text/plain' } }), any(response), () => undefined)
  unsubscribe('breakwater:refused', listen)
  throw seen
}

/** For each code an action that is refused with it. */
export const provoke: Readonly<Record<string, () => unknown>> = {
  DATA_INVALID: () => parseJson('{"a":"x"}', z.object({ a: z.number() })),
  DATA_MALFORMED: () => parseJson('{'),
  DATA_INPUT_REFUSED: () => escapeRegex(any({})),
  DATA_TEXT_REFUSED: () => parseJson('"\\ud800"'),
  DATA_TOO_LARGE: () => parseJson('[1,2]', z.unknown(), { maxBytes: 4 }),
  DATA_TOO_DEEP: () => parseJson('['.repeat(65)),
  DATA_KEY_REFUSED: () => parseJson('{"__proto__":{}}'),
  DATA_KEY_DUPLICATE: () => parseJson('{"a":1,"a":2}'),
  DATA_NUMBER_LOST: () => parseJson('12345678901234567890123'),
  DATA_JSON_MISSING: () => parseModelOutput('no', z.object({})),
  DATA_OPERATOR_REFUSED: () => noOperators({ user: { $ne: null } }),
  DATA_PATH_REFUSED: () => setPath({}, ['__proto__', 'x'], 1),
  DATA_OBJECT_REFUSED: () => mergeSafely(any([1])),
  DATA_PATTERN_REFUSED: () => matchUntrusted('(a)\\1', 'aa'),
  DATA_PARSER_MISSING: () => withoutPackage('re2js', () => matchUntrusted('a', 'a')),
  DATA_MEDIA_TYPE: mediaType,
}
