declare module 'espree' {
  export function parse(text: string, options: object): unknown
}
declare module 'eslint-scope' {
  export function analyze(program: never, options: object): unknown
}
