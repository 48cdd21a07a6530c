import type { RowText } from '../row.ts'

const LOG = 'n max-count skip since after until before author committer grep S G L date encoding l diff-filter inter-hunk-context word-diff-regex src-prefix dst-prefix line-prefix ws-error-highlight anchored find-object=any; O output=path'
const LOG_ATTACHED = 'U unified min-parents max-parents format pretty stat dirstat abbrev color decorate decorate-refs decorate-refs-exclude word-diff color-words submodule ignore-submodules diff-algorithm M find-renames C find-copies B break-rewrites relative branches tags remotes glob exclude show-signature notes since-as-filter=any'
const HARMLESS = '-w -M -C -p -s -b --oneline --stat --shortstat --numstat --name-only --name-status --no-merges --merges --reverse --all --graph --follow --no-color --first-parent --porcelain --line-porcelain --incremental --root'
const history = { ops: 'any', val: LOG, att: LOG_ATTACHED, harmless: HARMLESS } as const
const FETCH = 'upload-pack receive-pack exec=code; depth deepen shallow-since shallow-exclude refmap o push-option server-option filter negotiation-tip s strategy X strategy-option repo=any'

/** git: global options, then a subcommand. `--` separates revisions from paths and is never put in where it would change the meaning. */
export const git: Readonly<Record<string, RowText>> = {
  git: {
    val: 'C git-dir work-tree=path; c config-env=code; namespace super-prefix attr-source=any', att: 'exec-path=code; list-cmds=any',
    sub: {
      'log show diff whatchanged rev-list diff-tree diff-index diff-files range-diff reflog': history,
      shortlog: { ops: 'any', val: 'since after until before author grep=any', att: 'format group date=any', harmless: '-s -n -e --no-merges --all' },
      blame: { ops: 'any', val: 'L since encoding date ignore-rev=any; contents S ignore-revs-file=path', att: 'M C abbrev color-lines=any', harmless: `${HARMLESS} -l -t -e -f -n -c` },
      annotate: { ops: 'any', val: 'L=any; S contents=path' },
      clone: { ops: 'git-url path', dd: true, val: 'c config u upload-pack template=code; b branch o origin depth j jobs filter shallow-since shallow-exclude server-option=any; reference reference-if-able separate-git-dir=path; bundle-uri=url', att: 'recurse-submodules recursive=any' },
      'fetch pull push': { ops: 'git-url any', dd: true, val: FETCH, att: 'j jobs recurse-submodules rebase gpg-sign S signed force-with-lease=any' },
      'ls-remote': { ops: 'git-url any', dd: true, val: 'upload-pack exec=code; o server-option sort=any' },
      'fetch-pack send-pack upload-pack receive-pack': { ops: 'git-url any', val: 'upload-pack exec receive-pack=code; depth=any' },
      remote: { sub: { add: { ops: 'any git-url', val: 't m=any', att: 'mirror=any' }, 'set-url': { ops: 'any git-url' }, '*': { ops: 'any' } } },
      submodule: { sub: { add: { ops: 'git-url path', dd: true, val: 'b name depth=any; reference=path' }, foreach: { ops: 'code', stops: true }, 'set-url': { ops: 'path git-url' }, '*': { ops: 'path', val: 'depth j jobs=any; reference=path' } } },
      archive: { ops: 'any', val: 'remote=git-url; exec=code; o output add-file=path; prefix format mtime add-virtual-file=any' },
      bundle: { ops: 'any path any' },
      grep: { ops: 'any', nothing: 1, val: 'e m max-count A B C after-context before-context context max-depth threads=any; f=path', att: 'O open-files-in-pager=code; color=any', harmless: '-i -v -w -n -l -c -E -F -P -I' },
      config: { ops: 'config-key config-value', val: 'f file=path; blob type t default comment=any', when: 'get: any', att: 'type=any' },
      commit: { ops: 'path', dd: true, val: 'm message author date C reuse-message c reedit-message fixup squash trailer cleanup=any; F file t template pathspec-from-file=path', att: 'S gpg-sign u untracked-files=any' },
      add: { ops: 'path', dd: true, val: 'chmod=any; pathspec-from-file=path' },
      rm: { ops: 'path', dd: true, val: 'pathspec-from-file=path' },
      mv: { ops: 'path', dd: true },
      clean: { ops: 'path', dd: true, val: 'e exclude=any' },
      init: { ops: 'path', dd: true, val: 'template=code; separate-git-dir=path; b initial-branch object-format=any', att: 'shared=any' },
      'checkout switch': { ops: 'any', val: 'b B c C orphan conflict=any; pathspec-from-file=path', att: 'track recurse-submodules=any' },
      branch: { ops: 'any', val: 'u set-upstream-to contains no-contains merged no-merged points-at sort format=any', att: 'color column abbrev track=any' },
      tag: { ops: 'any', val: 'm message u local-user contains no-contains merged no-merged points-at sort format cleanup trailer=any; F file=path', att: 'color column n=any' },
      merge: { ops: 'any', val: 's strategy=code; m message X strategy-option cleanup into-name=any; F file=path', att: 'S gpg-sign log=any' },
      'cherry-pick revert': { ops: 'any', val: 'strategy=code; m mainline X strategy-option cleanup=any', att: 'S gpg-sign=any' },
      rebase: { ops: 'any', val: 'x exec s strategy=code; X strategy-option onto=any', att: 'S gpg-sign rebase-merges=any' },
      'reset restore': { ops: 'any', val: 's source=any; pathspec-from-file=path', att: 'recurse-submodules conflict=any' },
      bisect: { sub: { run: { ops: 'code', stops: true }, visualize: { ops: 'code' }, '*': { ops: 'any' } } },
      'filter-branch': { ops: 'any', val: 'env-filter tree-filter index-filter parent-filter msg-filter commit-filter tag-name-filter setup=code; d original subdirectory-filter=path' },
      'difftool mergetool': { ops: 'any', val: 'x extcmd=code; t tool=code' },
      'format-patch': { ops: 'any', val: 'o output-directory=path; subject-prefix start-number v reroll-count in-reply-to to cc signature suffix base=any', att: 'attach inline thread from=any' },
      'am apply': { ops: 'path', dd: true, val: 'p C whitespace exclude include directory=any', att: 'S=any' },
      'worktree': { sub: { add: { ops: 'path any', guarded: true, val: 'b B reason=any' }, '*': { ops: 'path', val: 'reason=any' } } },
      stash: { sub: { push: { ops: 'path', dd: true, val: 'm message=any; pathspec-from-file=path' }, '*': { ops: 'any', val: 'm message=any' } } },
      notes: { sub: { '*': { ops: 'any', val: 'm C c=any; F=path' } } },
      'hash-object': { ops: 'path', dd: true, val: 't=any; path=path' },
      'check-ignore ls-files': { ops: 'path', dd: true, val: 'x exclude format with-tree=any; X exclude-from exclude-per-directory=path', att: 'abbrev=any' },
      'for-each-ref': { ops: 'any', val: 'format sort count points-at contains no-contains merged no-merged=any', att: 'color=any' },
      'describe': { ops: 'any', val: 'match exclude candidates=any', att: 'dirty broken abbrev=any' },
      'status': { ops: 'path', dd: true, att: 'porcelain untracked-files u ignored column find-renames=any' },
      'send-email': { ops: 'path', val: 'smtp-server sendmail-cmd to-cmd cc-cmd=code; to cc bcc from subject=any' },
      'upload-archive daemon instaweb web--browse help': { ops: 'any', val: 'c config b browser d httpd=code' },
      'lfs': { sub: { '*': { ops: 'any', val: 'I include X exclude=any' } } },
      'commit-tree': { ops: 'any', val: 'm p=any; F=path', att: 'S=any' },
      'symbolic-ref update-ref': { ops: 'any', val: 'm=any' },
      'rev-parse': { ops: 'any', val: 'prefix default=any; git-path=path', att: 'short abbrev-ref path-format since until branches tags remotes glob=any' },
      'cat-file ls-tree merge-base show-ref name-rev rev-name gc fsck prune repack count-objects var update-index write-tree read-tree mktree checkout-index': { ops: 'any', att: 'abbrev batch batch-check format path prefix hash prune expire=any' },
    },
  },
  hg: {
    val: 'config debugger=code; R repository cwd=path; encoding color pager=any',
    sub: {
      'clone pull push incoming outgoing': { ops: 'git-url path', dd: true, val: 'e ssh remotecmd config=code; r rev b branch u updaterev=any' },
      '*': { ops: 'any', dd: true, val: 'config ssh e remotecmd=code; m message r rev u user d date T template I include X exclude l limit b branch k keyword=any; l logfile=path' },
    },
  },
  svn: { val: 'config-option=code', sub: { '*': { ops: 'url', val: 'config-option diff-cmd diff3-cmd editor-cmd=code; r revision m message depth username password c change l limit x extensions=any; F file targets config-dir=path' } } },
  gh: { sub: { '*': { sub: { '*': { ops: 'any', val: 'editor browser=code; R repo title t body b label l assignee a reviewer r base B head H state s limit L json jq q template T search S=any; body-file F=path' } } } } },
}
