import { defineCodes } from '@breakwater/core'

/** The codes of the `breakwater` command line and its functions. */
export const codes = defineCodes('breakwater', {
  CLI_USAGE: {
    kind: 'misuse',
    what: 'the command line was not understood',
    todo: 'Run breakwater --help.',
  },
  CLI_PATH_UNREADABLE: {
    kind: 'invalid',
    what: 'a path that was named cannot be read',
    todo: 'Check the spelling and the permissions.',
  },
  CLI_PATH_OUTSIDE_PROJECT: {
    kind: 'refused',
    what: 'a path leads out of the project',
    todo: 'Run the command in that project instead.',
  },
  CLI_GIT_DIRTY: {
    kind: 'refused',
    what: 'the git tree has changes that are not committed',
    todo: 'Commit them, so that a diff shows the migration alone, or give --allow-dirty.',
  },
  CLI_GIT_REF_UNKNOWN: {
    kind: 'invalid',
    what: 'git does not know the commit that --since names, or this is no git repository',
    todo: 'Give a branch, tag or commit of this repository.',
  },
  CLI_GIT_FAILED: {
    kind: 'unavailable',
    what: 'git could not be run',
    todo: 'Check that git is installed and can read the repository.',
  },
  CLI_BUSY: {
    kind: 'unavailable',
    what: 'another breakwater run is writing to this project',
    todo: 'Wait for it to end; if none is running, delete .breakwater/lock.',
  },
  CLI_FILE_CHANGED: {
    kind: 'refused',
    what: 'a file changed between reading and writing it',
    todo: 'Nothing was written. Run the command again.',
  },
  CLI_WRITE_FAILED: {
    kind: 'unavailable',
    what: 'a file could not be written',
    todo: 'Every file of this run was put back as it was. Check permissions and free space.',
  },
  CLI_UNDO_NOTHING: {
    kind: 'invalid',
    what: 'there is no run to undo',
    todo: 'breakwater migrate --write keeps what it replaces in .breakwater/; that folder is empty or missing.',
  },
  CLI_UNDO_EDITED: {
    kind: 'refused',
    what: 'a file was edited since the run that is to be undone',
    todo: 'Nothing was changed. Undo it with git, or put your edits aside first.',
  },
  CLI_UNDO_JOURNAL_REFUSED: {
    kind: 'refused',
    what: 'the journal in .breakwater/ was not written by this command',
    todo: 'Nothing was changed. Undo with git.',
  },
  CLI_VERIFY_BASELINE: {
    kind: 'invalid',
    what: 'the verify command fails before any change, in a way that names no test',
    todo: 'Nothing was changed. Make the command pass, or give one whose output names the failing tests (TAP, vitest, jest, mocha, node:test).',
  },
  CLI_VERIFY_TIMEOUT: {
    kind: 'limit',
    what: 'the verify command did not end in time before any change',
    todo: 'Nothing was changed. Raise --verify-timeout, or give a command that ends.',
  },
  CLI_VERIFY_NOT_INSTALLED: {
    kind: 'invalid',
    what: 'the verify command would fail: a package that the change needs is not installed',
    todo: "Nothing was changed. Install it first (details.dependencies), or let the command do it: --verify 'npm install && npm test'.",
  },
  CLI_ABORTED: {
    kind: 'refused',
    what: 'the run was stopped',
    todo: 'Every file of this run was put back as it was.',
  },
  CLI_TOPIC_UNKNOWN: {
    kind: 'invalid',
    what: 'there is nothing to explain under that name',
    todo: 'Run breakwater explain to list the rules, sinks and reasons.',
  },
})
