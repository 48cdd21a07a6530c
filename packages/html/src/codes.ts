import { defineCodes } from '@breakwater/core'

/** The codes of `@breakwater/html`. */
export const codes = defineCodes('html', {
  // The template
  HTML_SLOT_REFUSED: {
    kind: 'refused',
    what: 'a slot stands where no value is safe',
    todo: 'Move the value into text, a quoted attribute or <script type="application/json">${data}</script>, and read it from there.',
  },
  HTML_TEMPLATE_INVALID: {
    kind: 'invalid',
    what: 'the markup of the template has an error that changes what a browser makes of it',
    todo: 'Correct the markup: the message says what and where.',
  },
  HTML_TEMPLATE_UNCLOSED: {
    kind: 'invalid',
    what: 'a tag, attribute, comment, script, svg, math or select is not closed within its template',
    todo: 'Close it in the template in which it is opened.',
  },
  HTML_SCRIPT_SLOT_REFUSED: {
    kind: 'refused',
    what: 'a slot in a script stands inside a string, template, comment or regular expression',
    todo: 'Drop the quotes: write const name = ${name}; the value is written as JSON. Put text together in JavaScript afterwards.',
  },

  // Values
  HTML_VALUE_REFUSED: {
    kind: 'refused',
    what: 'this kind of value cannot be written here',
    todo: 'Give text, a number, a Date, html`…`, an array of these, or null for nothing; pick the property that is meant, or await the promise.',
  },
  HTML_UNDEFINED: {
    kind: 'refused',
    what: 'the value is undefined',
    todo: "Write ${value ?? ''} if it may be missing; otherwise find out why it is.",
  },
  HTML_MARKUP_REFUSED: {
    kind: 'refused',
    what: 'markup stands where only text can be, or where a browser would read it differently',
    todo: 'Give text here; markup goes between tags. Scripts, styles, titles and text areas cannot be put into svg, math or select from another template.',
  },
  HTML_SAFE_HTML_REQUIRED: {
    kind: 'refused',
    what: 'markup must be made by html`…`, sanitize(…) or markdown(…)',
    todo: 'Write html`<p>${text}</p>` for markup of yours, and sanitize(text) for markup from outside; a runtime string never becomes markup by itself.',
  },
  HTML_DUPLICATE_COPY: {
    kind: 'misuse',
    what: 'the value was made by another copy of @breakwater/html',
    todo: 'Run `npm ls @breakwater/html` and keep one version; a bundler must not bundle it twice.',
  },
  HTML_RESOURCE_URL_REQUIRED: {
    kind: 'refused',
    what: 'what this attribute loads can run script, so its origin must be written in the source',
    todo: 'Write src="https://cdn.example.com/${file}", or pass resourceUrl`/assets/${file}`.',
  },
  HTML_RESOURCE_URL_REFUSED: {
    kind: 'refused',
    what: 'the URL of a resource must begin with a literal origin or path, and its values must stay in their place',
    todo: 'Begin with https://host/, a path such as /assets/ or #, and give values without .. or empty segments.',
  },
  HTML_URL_REFUSED: {
    kind: 'refused',
    what: 'a URL attribute begins with a scheme that can run script',
    todo: 'Use http, https, mailto, tel or a relative URL; put actions into a script with addEventListener.',
  },
  HTML_JSON_REFUSED: {
    kind: 'refused',
    what: 'the value cannot be written as JSON',
    todo: 'Give plain data without cycles, bigints or undefined at the top.',
  },
  HTML_STYLE_REFUSED: {
    kind: 'refused',
    what: 'the style cannot be used',
    todo: "Write style=\"color: ${color}\", or give an object such as { color: 'red', marginTop: '4px' }.",
  },
  HTML_TOO_DEEP: {
    kind: 'limit',
    what: 'lists are nested too deeply, or hold themselves',
    todo: 'Flatten the list; 100 levels are allowed.',
  },

  // Sanitizer
  HTML_TEXT_REQUIRED: {
    kind: 'misuse',
    what: 'text was expected',
    todo: 'Give a string; check what came from outside before.',
  },
  HTML_TOO_LARGE: {
    kind: 'limit',
    what: 'the text is longer than maxChars',
    todo: 'Cut it, or raise maxChars in the policy (up to 10 million characters).',
  },
  HTML_POLICY_REFUSED: {
    kind: 'misuse',
    what: 'the policy is not one of text, basic and rich, or asks for more than the policy it narrows',
    todo: "Give 'text', 'basic', 'rich' or an object such as { from: 'basic', tags: ['p', 'a'] }.",
  },
  HTML_DOM_UNAVAILABLE: {
    kind: 'unavailable',
    what: 'there is no DOM that DOMPurify can rely on',
    todo: 'Install jsdom 26 or later beside @breakwater/html on the server; happy-dom, linkedom and the like parse markup differently from browsers and are refused.',
  },
  HTML_MARKDOWN_UNAVAILABLE: {
    kind: 'unavailable',
    what: 'markdown-it cannot be loaded',
    todo: 'Install markdown-it beside @breakwater/html.',
  },

  // Sinks
  HTML_TARGET_REFUSED: {
    kind: 'misuse',
    what: 'the target cannot take this content',
    todo: 'Give an element that shows markup; for a script use appendScript, for a link setUrl.',
  },
  HTML_CSP_REFUSED: {
    kind: 'refused',
    what: 'the content security policy cannot be built from this',
    todo: "Give directives as { 'img-src': [\"'self'\", 'https://cdn.example.com'] }; script-src takes no 'unsafe-inline', 'unsafe-eval', * or data:.",
  },
  HTML_RESPONSE_REFUSED: {
    kind: 'misuse',
    what: 'the first argument is not a response of this framework',
    todo: 'Pass what your handler gets: res of Express, reply of Fastify, ctx of Koa, c of Hono.',
  },
})
