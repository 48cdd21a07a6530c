import type { RowText } from '../row.ts'

const GREP: RowText = {
  ops: 'any path', dd: true, unless: 'e regexp f file', nothing: 1,
  val: 'e regexp m max-count A after-context B before-context C context D devices d directories binary-files include exclude exclude-dir label group-separator=any; f file exclude-from=path',
  att: 'color colour=any', harmless: '-i -v -w -x -c -l -L -n -H -h -o -q -s -r -R -E -F -G -P -a -I --ignore-case --invert-match --recursive --line-number',
}

/** Programs over lines of text. */
export const text: Readonly<Record<string, RowText>> = {
  'grep egrep fgrep zgrep bzgrep xzgrep': GREP,
  rg: { ops: 'any path', dd: true, unless: 'e regexp f file files', nothing: 1, val: 'e regexp g glob iglob t type T type-not m max-count A after-context B before-context C context r replace j threads M max-columns d max-depth color colors sort sortr encoding E=any; f file ignore-file=path; pre hostname-bin=code; pre-glob=any' },
  ag: { ops: 'any path', dd: true, nothing: 1, val: 'A after B before C context m max-count G file-search-regex ignore depth=any; p path-to-ignore=path; pager=code' },
  'sed gsed': { ops: 'script path', dd: true, unless: 'e expression f file', val: 'e expression=script; f file=code; l line-length=any', att: 'i in-place=any' },
  'awk gawk mawk nawk': { ops: 'script awk-file', dd: true, stops: true, unless: 'f file e source E exec', val: 'f file e source E exec i include l load D debug=code; F field-separator=line; v assign=awk-var', att: 'dump-variables profile pretty-print=path' },
  sort: { ops: 'path', dd: true, val: 'compress-program=code; o output T temporary-directory files0-from random-source=path; k key t field-separator S buffer-size batch-size parallel=any', att: 'sort=any', harmless: '-r -n -u -f -h -b -V' },
  'uniq': { ops: 'path', dd: true, val: 'f skip-fields s skip-chars w check-chars=any', att: 'group all-repeated=any' },
  cut: { ops: 'path', dd: true, val: 'd delimiter f fields b bytes c characters output-delimiter=any' },
  'tr': { ops: 'any', dd: true },
  paste: { ops: 'path', dd: true, val: 'd delimiters=any' },
  join: { ops: 'path', dd: true, val: 'a e j o t v 1 2=any' },
  comm: { ops: 'path', dd: true, val: 'output-delimiter=any' },
  column: { ops: 'path', dd: true, val: 's separator o output-separator c output-width N table-columns R table-right=any' },
  'iconv': { ops: 'path', dd: true, val: 'f from-code t to-code=any; o output=path' },
  jq: { ops: 'code path', unless: 'f from-file', val: 'f from-file L=code; arg argjson=any,any; slurpfile rawfile argfile=any,path; indent=any' },
  yq: { ops: 'code path', guarded: true, val: 'f front-matter p input-format o output-format I indent=any; from-file split-exp=code' },
  'less more most zless': { ops: 'plus', val: 'p P x b h j t y z=any; k T=path; o O=path' },
  man: { ops: 'any', dd: true, val: 'P pager C config-file=code; M manpath=path; S s sections e extension L locale m systems E encoding p preprocessor R recode=any', att: 'H html X gxditview=code; T troff-device=any' },
  'apropos whatis': { ops: 'any', dd: true, val: 's sections M=any' },
  printf: { ops: 'any', dd: true, stops: true },
  echo: { reader: 'echo' },
  'test [': { reader: 'test' },
  'expr': { ops: 'any', dd: true },
  'seq': { ops: 'any', dd: true, val: 'f format s separator=any' },
  'yes sleep factor numfmt': { ops: 'any', dd: true },
  date: { ops: 'any', dd: true, val: 'd date s set=any; f file r reference=path', att: 'iso-8601 rfc-3339 I=any' },
  cal: { ops: 'any', dd: true },
  'bc dc': { ops: 'path', val: 'e expression f file=code' },
  'pandoc': { ops: 'local', val: 'filter F lua-filter L pdf-engine pdf-engine-opt extract-media=code; o output template data-dir H include-in-header B include-before-body A include-after-body bibliography csl css c d defaults metadata-file=path; f from r read t to w write M metadata V variable=any' },
  'xsltproc xmllint': { ops: 'local', style: 'single', val: 'o output=path; stringparam=any,any; param=code,code; xpath=code; schema relaxng dtdvalid path=path; encode maxdepth=any' },
}
