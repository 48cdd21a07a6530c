import { defineCodes } from '@breakwater/core'

/** The codes of `@breakwater/fetch`. */
export const codes = defineCodes('fetch', {
  // Where to
  FETCH_URL_INVALID: {
    kind: 'invalid',
    what: 'this is not a URL that can be requested',
    todo: 'Give an absolute URL as a string, a URL or a Request, such as https://example.com/path.',
  },
  FETCH_SCHEME_REFUSED: {
    kind: 'refused',
    what: 'only http and https can be requested',
    todo: 'Use an https URL; decode data: URLs and read blob: and file: by their own means. With httpsOnly, http is refused too.',
  },
  FETCH_CREDENTIALS_REFUSED: {
    kind: 'refused',
    what: 'the URL holds a user name or password',
    todo: 'Take them out of the URL and send headers: { authorization: … }.',
  },
  FETCH_PORT_REFUSED: {
    kind: 'refused',
    what: 'the port is not allowed',
    todo: 'Ports 80 and 443 are open; name others when the object is made: createFetch({ ports: [80, 443, 8443] }), with the host in allowPrivate: [\'localhost:3000\'], or in an origin of allow.',
  },
  FETCH_ORIGIN_REFUSED: {
    kind: 'refused',
    what: 'the origin is not one that this object may reach',
    todo: 'Add it to allow in createFetch({ allow: [\'https://api.example.com\'] }) if it is meant.',
  },
  FETCH_ADDRESS_REFUSED: {
    kind: 'refused',
    what: 'the host is not on the public internet',
    todo: 'If your own service is meant, name it when the object is made: createFetch({ allowPrivate: [\'10.2.0.0/16\', \'db.internal\'] }); loopback and cloud metadata need their exact address.',
  },
  FETCH_REDIRECT_REFUSED: {
    kind: 'refused',
    what: 'the server redirects where a request may not go on: from https to http, or to no readable URL',
    todo: 'Ask for the final URL directly, or use redirect: \'manual\' and look at the location yourself.',
  },
  FETCH_REDIRECT_LIMIT: {
    kind: 'limit',
    what: 'the server redirects more often than maxRedirects',
    todo: 'Ask for the final URL directly.',
  },
  FETCH_BODY_NOT_REPLAYABLE: {
    kind: 'refused',
    what: 'the server redirects a request whose body is a stream, which cannot be sent twice',
    todo: 'Send a string, bytes, Blob or FormData, or ask for the final URL directly.',
  },

  // What is sent
  FETCH_METHOD_REFUSED: {
    kind: 'refused',
    what: 'the method is not allowed',
    todo: 'GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS are; name others when the object is made: createFetch({ methods: [\'GET\', \'PROPFIND\'] }).',
  },
  FETCH_HEADER_REFUSED: {
    kind: 'refused',
    what: 'the header cannot be sent',
    todo: 'Leave out host, content-length, transfer-encoding, connection, upgrade and proxy headers: they follow from the request. Values are text without line breaks.',
  },
  FETCH_BODY_REFUSED: {
    kind: 'refused',
    what: 'the body cannot be sent',
    todo: 'Give a string, bytes, URLSearchParams, Blob, FormData, or a stream with duplex: \'half\'; JSON.stringify an object; GET and HEAD have no body.',
  },
  FETCH_OPTION_REFUSED: {
    kind: 'refused',
    what: 'an option of the request cannot be used',
    todo: 'The README lists the options of a request; what it may reach is fixed where the object is made, with createFetch.',
  },
  FETCH_POLICY_REFUSED: {
    kind: 'misuse',
    what: 'the policy asks for something that cannot be',
    todo: 'Compare it with the README.',
  },

  // What comes back
  FETCH_TIMEOUT: {
    kind: 'limit',
    what: 'the answer did not come in time',
    todo: 'Raise timeoutMs (to the headers, over all redirects) or totalTimeoutMs (to the end of the body) where the object is made.',
  },
  FETCH_IDLE_TIMEOUT: {
    kind: 'limit',
    what: 'the body stood still for longer than idleTimeoutMs',
    todo: 'Read or cancel every body; raise idleTimeoutMs where the object is made if the server is silent for so long.',
  },
  FETCH_MAX_BYTES: {
    kind: 'limit',
    what: 'the body is larger than maxBytes',
    todo: 'Raise maxBytes where the object is made if such answers are expected.',
  },
  FETCH_MAX_HEADER_BYTES: {
    kind: 'limit',
    what: 'the headers of the answer are larger than maxHeaderBytes',
    todo: 'Raise maxHeaderBytes where the object is made if such answers are expected.',
  },
  FETCH_ENCODING_REFUSED: {
    kind: 'refused',
    what: 'the answer is compressed more than once',
    todo: 'No honest server nests compression; ask with accept-encoding: identity.',
  },
  FETCH_INTEGRITY: {
    kind: 'refused',
    what: 'the body is not the one that integrity names',
    todo: 'Compare the hash with the one that the author publishes; give it as sha256-, sha384- or sha512- and base64.',
  },
  FETCH_STATUS: {
    kind: 'unavailable',
    what: 'the answer has a status other than 2xx',
    todo: 'details.status tells which; use fetch(…) itself where such answers are expected.',
  },
  FETCH_CONTENT_TYPE: {
    kind: 'invalid',
    what: 'the answer says that it is not JSON',
    todo: 'Check the URL; for a server that names the wrong type parse the result of fetch.text.',
  },
  FETCH_DOWNLOAD_CHANGED: {
    kind: 'unavailable',
    what: 'the server sends another part, or another version of the file, than the one that was asked for',
    todo: 'Start again from the first byte.',
  },
  FETCH_PROXY: {
    kind: 'unavailable',
    what: 'the proxy did not open a connection',
    todo: 'Check the proxy option and what the proxy allows; details.status is what it answered.',
  },

  // Faces
  FETCH_SOCKET_PATH_REFUSED: {
    kind: 'refused',
    what: 'the request names a local socket',
    todo: 'Use an agent of node:http for a local socket.',
  },
  FETCH_UPGRADE_REFUSED: {
    kind: 'refused',
    what: 'the request asks for another protocol',
    todo: 'Use a WebSocket client for WebSockets.',
  },
  FETCH_TEST_MODE_REFUSED: {
    kind: 'misuse',
    what: 'loopback is opened for tests only',
    todo: 'Call allowLoopback in a test, where NODE_ENV is test or the runner is node:test; elsewhere use createFetch({ allowPrivate: [\'127.0.0.1\'] }).',
  },
})
