import { defineCodes } from '@breakwater/core'

/** The codes of `@breakwater/shell`. */
export const codes = defineCodes('shell', {
  // The template
  SHELL_COMMAND_REQUIRED: {
    kind: 'refused',
    what: 'a command must be a template literal tagged with cmd or sh',
    todo: 'Write cmd`git log -- ${file}`; a runtime string, an array or parsed JSON never becomes a command.',
  },
  SHELL_DUPLICATE_COPY: {
    kind: 'misuse',
    what: 'the value was made by another copy of @breakwater/shell',
    todo: 'Run `npm ls @breakwater/shell` and keep one version; a bundler must not bundle it twice.',
  },
  SHELL_SYNTAX_REFUSED: {
    kind: 'refused',
    what: 'the text uses a feature of a shell, and there is no shell',
    todo: 'Write it in JavaScript: a second command is a second call, a variable is a ${slot}.',
  },
  SHELL_TEXT_UNCLOSED: {
    kind: 'invalid',
    what: 'a quote is not closed within its template, or a part of the text ends after a backslash',
    todo: 'Close the quote in the template in which it is opened.',
  },
  SHELL_TEXT_INCOMPLETE: {
    kind: 'invalid',
    what: 'a command or a file name is missing',
    todo: 'Write a command on both sides of |, && and ||, and a file name after < and >.',
  },
  SHELL_BACKSLASH_REFUSED: {
    kind: 'invalid',
    what: 'JavaScript drops or changes this backslash before the command is read',
    todo: 'Write the backslash twice: \\\\. for \\., \\\\; for \\; and \\\\" for an escaped quote.',
  },

  // Slots
  SHELL_VALUE_REFUSED: {
    kind: 'refused',
    what: 'this kind of value cannot be an argument',
    todo: 'Give a string, a finite number or a flat array of them; write optional(x) for a value that may be missing.',
  },
  SHELL_TEXT_MALFORMED: {
    kind: 'refused',
    what: 'the text holds a NUL character or half of a surrogate pair',
    todo: 'No argument of a program can hold it: refuse such input where it enters.',
  },
  SHELL_SLOT_GLUED: {
    kind: 'refused',
    what: 'a list, an optional value, split words or a command is glued to other text or stands in quotes',
    todo: 'Put spaces around the slot and no quotes; to leave out a whole word write ${x ? cmd`--depth=${x}` : cmd``}.',
  },
  SHELL_CHOICE_REFUSED: {
    kind: 'refused',
    what: 'the value is not among the choices that the author wrote',
    todo: 'Add it to the list of opt(value, […]) if it is meant to be chosen.',
  },
  SHELL_PATH_REFUSED: {
    kind: 'refused',
    what: 'the value is not a path',
    todo: 'Give path() a string that is not empty.',
  },
  SHELL_PROGRAM_SLOT: {
    kind: 'refused',
    what: 'a slot stands where the name of a program or of its subcommand is read',
    todo: "Choose it from a list that you wrote: opt(name, ['git', 'hg']).",
  },
  SHELL_OPTION_SMUGGLED: {
    kind: 'refused',
    what: 'the value would be read as an option',
    todo: "Write -- before it where the program knows that, path(x) for a file, which gives ./-x, or opt(x, ['--a', '--b']) if options are meant.",
  },
  SHELL_CODE_POSITION: {
    kind: 'refused',
    what: 'the program reads this argument as code or as a command to run',
    todo: "Write the code as static text and pass the value as data beside it (sh -c 'echo \"$1\"' sh ${x}), or choose with opt(x, ['…']).",
  },
  SHELL_OPERAND_REFUSED: {
    kind: 'refused',
    what: 'the value means more to this program than it says',
    todo: 'Write path(x) for a file, or choose with opt(x, […]).',
  },
  SHELL_REDIRECT_REFUSED: {
    kind: 'refused',
    what: 'a redirect chosen at run time leaves the working folder or is no regular file',
    todo: "Give a name inside the working folder (cwd), or choose with opt(file, ['/var/log/a.log']).",
  },
  SHELL_REDIRECT_FAILED: {
    kind: 'unavailable',
    what: 'the file of a redirect cannot be opened',
    todo: 'details.reason is the error code of the system.',
  },
  SHELL_FOLDER_MISSING: {
    kind: 'unavailable',
    what: 'the working folder does not exist or is no folder',
    todo: 'Make it first, or check cwd and the operand of cd.',
  },
  SHELL_GLOB_TOO_MANY: {
    kind: 'limit',
    what: 'a pattern matches more files than one command takes',
    todo: 'Use find, or narrow the pattern.',
  },

  // Environment
  SHELL_ENV_NAME_REFUSED: {
    kind: 'refused',
    what: 'the name of an environment variable is malformed or comes from a slot',
    todo: 'Write the name as static text: NAME=${value} program, or env: { NAME: value }.',
  },
  SHELL_ENV_REFUSED: {
    kind: 'refused',
    what: 'the environment variable makes programs run code, load libraries or change where they look',
    todo: "If you mean it, name it: sh.with({ allowEnv: ['NAME'] }).",
  },

  // Programs
  SHELL_PROGRAM_NOT_FOUND: {
    kind: 'unavailable',
    what: 'there is no such program in the absolute folders of PATH that only their owner may write to',
    todo: 'Install it, write its path, or use sh.with({ localBin: true }) for node_modules/.bin.',
  },
  SHELL_SPAWN_FAILED: {
    kind: 'unavailable',
    what: 'the operating system did not start the program',
    todo: 'details.reason is the error code of the system: E2BIG means too many arguments, EACCES no right to run it.',
  },
  SHELL_BATCH_ARGUMENT_REFUSED: {
    kind: 'refused',
    what: 'an argument for a batch file holds a character that cmd.exe cannot be kept from reading',
    todo: 'Run the program behind the .bat or .cmd file instead; " % ! and line breaks cannot be passed (CVE-2024-24576).',
  },
  SHELL_SANDBOX_UNAVAILABLE: {
    kind: 'unavailable',
    what: 'bubblewrap is not there or does not work',
    todo: "Install bubblewrap, or use sandbox: 'auto' to go without where it is missing.",
  },

  // Running
  SHELL_EXIT: {
    kind: 'invalid',
    what: 'the program failed',
    todo: 'details.exitCode and details.stderr say how; allow other codes with sh.with({ exitCodes: [0, 1] }).',
  },
  SHELL_OUTPUT_LIMIT: {
    kind: 'limit',
    what: 'the program printed more than maxOutputBytes and was ended',
    todo: 'Raise it with sh.with({ maxOutputBytes }), or read the output with .stream().',
  },
  SHELL_TIMEOUT: {
    kind: 'limit',
    what: 'the program ran longer than timeoutMs and was ended',
    todo: 'Raise it with sh.with({ timeoutMs }).',
  },
  SHELL_ABORTED: {
    kind: 'unavailable',
    what: 'the abort signal ended the program',
    todo: 'cause holds the reason of the signal.',
  },
  SHELL_OUTPUT_TAKEN: {
    kind: 'misuse',
    what: 'the output is already being read in another way',
    todo: 'Use one of await, .text(), .lines(), .json(), .bytes(), .stream() and for await on one sh`…`; run it twice for two.',
  },
  SHELL_OPTION_UNSUPPORTED: {
    kind: 'misuse',
    what: 'this option of node:child_process has no meaning without a shell',
    todo: 'Leave shell out: commands are run directly, with the arguments that the template gives.',
  },
})
