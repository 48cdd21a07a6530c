import { defineCodes } from '@breakwater/core'

/** The codes of `@breakwater/files`. */
export const codes = defineCodes('files', {
  // Folders
  FILES_UNAVAILABLE: {
    kind: 'unavailable',
    what: 'this platform cannot hold a folder safely',
    todo: 'On Linux mount /proc and run without the permission model of Node.js (--permission), which sees paths and not descriptors; there is no setting that makes a folder safe without them.',
  },
  FILES_FOLDER_REFUSED: {
    kind: 'misuse',
    what: 'this cannot be opened as a folder',
    todo: "Give the path of a directory that your own code names, such as openFolder('./uploads') or path.join(__dirname, 'uploads'); what a request names is opened inside of it.",
  },
  FILES_FOLDER_REQUIRED: {
    kind: 'misuse',
    what: 'this is not a folder opened with openFolder',
    todo: 'Give what openFolder or folder.folder(…) returned; nothing that only looks like it is taken.',
  },
  FILES_DUPLICATE_COPY: {
    kind: 'misuse',
    what: 'the folder was opened by another copy of @breakwater/files',
    todo: 'Run `npm ls @breakwater/files` and keep one version; a bundler must not bundle it twice.',
  },
  FILES_CLOSED: {
    kind: 'misuse',
    what: 'the folder has been closed',
    todo: 'Close a folder when nothing uses it any more; a folder for the whole life of a program need not be closed.',
  },
  FILES_READ_ONLY: {
    kind: 'refused',
    what: 'the folder is read-only',
    todo: 'Write through the folder from which this one was made; readOnly() only narrows.',
  },

  // Names
  FILES_NAME_REFUSED: {
    kind: 'refused',
    what: 'the name cannot be used',
    todo: "Give a relative name such as 'reports/2024.pdf': a string whose parts are separated by one /, without control or bidirectional characters or encoded separators. safeName(text) makes a good name out of any text.",
  },
  FILES_NAME_CLIMBS: {
    kind: 'refused',
    what: 'the name leads out of the folder',
    todo: 'Names are relative to the folder and never hold .. parts or begin at the root of the disk; open the other folder by itself if it is meant.',
  },
  FILES_NAME_NOT_PORTABLE: {
    kind: 'refused',
    what: 'the name does not mean the same on every system',
    todo: 'Avoid \\ and :, a dot or space at the end, and device names of Windows such as CON or NUL; safeName(text) mends a name, and openFolder(path, { portable: false }) takes it as it is.',
  },
  FILES_NAME_TOO_LONG: {
    kind: 'limit',
    what: 'the name is too long or too deep',
    todo: 'A part has at most 255 bytes in UTF-8, a whole name 4096 bytes and 64 parts; safeName(text) shortens.',
  },
  FILES_DOTFILE_REFUSED: {
    kind: 'refused',
    what: 'the name begins with a dot',
    todo: "Open the folder with { dotfiles: true }, or { dotfiles: ['.well-known'] } for the ones that are meant.",
  },

  // Links and what is not a file
  FILES_LINK_LEAVES: {
    kind: 'refused',
    what: 'a symbolic link leads out of the folder',
    todo: 'Put the file itself into the folder, or open the folder that holds it.',
  },
  FILES_LINK_DANGLING: {
    kind: 'refused',
    what: 'a symbolic link that leads nowhere stands where a file is to be made',
    todo: 'Remove the link first: folder.remove(name) removes the link itself.',
  },
  FILES_LINK_LOOP: {
    kind: 'refused',
    what: 'symbolic links lead in a circle, or through more than 40 links',
    todo: 'Remove the links that point at each other.',
  },
  FILES_LINK_REFUSED: {
    kind: 'refused',
    what: 'the name goes through a symbolic link',
    todo: "The folder was opened with { links: 'refuse' }; leave that out if links inside of the folder may be followed.",
  },
  FILES_MOUNT_REFUSED: {
    kind: 'refused',
    what: 'the name goes through a mount point into another file system',
    todo: 'Open the mounted folder by itself, or open this one with { mounts: true }.',
  },
  FILES_NOT_REGULAR: {
    kind: 'refused',
    what: 'this is neither a file nor a folder',
    todo: 'FIFOs, sockets and devices are never opened; remove(name) removes them.',
  },
  FILES_HARD_LINK_REFUSED: {
    kind: 'refused',
    what: 'the file has other names (hard links), which may be outside of the folder',
    todo: "write(name, data) replaces the file and leaves the other names alone; to change it in place open the folder with { hardLinks: 'allow' }.",
  },
  FILES_CHANGED: {
    kind: 'unavailable',
    what: 'the files were changed by somebody else while they were looked up',
    todo: 'Try again; if it goes on, somebody swaps files on purpose.',
  },

  // Contents and limits
  FILES_DATA_REFUSED: {
    kind: 'refused',
    what: 'this cannot be written to a file',
    todo: 'Give a string, bytes (Buffer, Uint8Array, DataView), or a stream or async iterable of them; write JSON.stringify(value) for an object.',
  },
  FILES_TOO_LARGE: {
    kind: 'limit',
    what: 'the file is larger than maxBytes',
    todo: 'Read it with createReadStream, or raise maxBytes in openFolder(…).',
  },
  FILES_QUOTA: {
    kind: 'limit',
    what: 'the folder would hold more than its quota',
    todo: 'Remove files, or raise maxTotalBytes or maxFiles in openFolder(…).',
  },
  FILES_TOO_MANY: {
    kind: 'limit',
    what: 'the folder holds more entries, or is nested deeper, than the call may visit',
    todo: 'List a sub-folder, or raise maxEntries or maxDepth.',
  },
  FILES_LOCKED: {
    kind: 'limit',
    what: 'the lock was not free within timeoutMs',
    todo: 'Try again later, or give a longer timeoutMs.',
  },
  FILES_FLAG_REFUSED: {
    kind: 'misuse',
    what: 'this way of opening a file is not offered',
    todo: "Open with 'r', 'r+', 'w', 'wx', 'w+', 'wx+', 'a', 'ax', 'a+' or 'ax+'.",
  },
  FILES_CALLBACK_REQUIRED: {
    kind: 'misuse',
    what: 'the callback is missing',
    todo: 'Give a function as last argument, or use folder.fs.promises.',
  },

  FILES_RESPONSE_REFUSED: {
    kind: 'misuse',
    what: 'this is no response of a server',
    todo: 'Give the response of the request: sendFile(res, folder, name) on Node.js and Express, sendFile(reply, …) on Fastify, sendFile(ctx, …) on Koa.',
  },

  // Archives
  FILES_ARCHIVE_SOURCE_REFUSED: {
    kind: 'misuse',
    what: 'this cannot be read as an archive',
    todo: 'Give bytes, a stream, a Blob, or the name of a file in this folder.',
  },
  FILES_ARCHIVE_INVALID: {
    kind: 'invalid',
    what: 'the archive is damaged or says two things at once',
    todo: 'details.reason says what; pack it again with a common tool.',
  },
  FILES_ARCHIVE_ENTRY_REFUSED: {
    kind: 'refused',
    what: 'the archive holds an entry that is not unpacked',
    todo: "details.reason says why; links can be left out with { links: 'skip' }. Nothing was unpacked.",
  },
  FILES_ARCHIVE_ENCRYPTED: {
    kind: 'refused',
    what: 'the archive is encrypted',
    todo: 'Decrypt it with a tool made for it first.',
  },
  FILES_ARCHIVE_METHOD_REFUSED: {
    kind: 'refused',
    what: 'the archive uses a compression that is not read',
    todo: 'Pack it with the common method: deflate for zip, none or gzip for tar.',
  },
  FILES_ARCHIVE_LIMIT: {
    kind: 'limit',
    what: 'the archive is larger than allowed',
    todo: 'details.limit names the limit; raise it in the options of the call if such archives are expected.',
  },
  FILES_ARCHIVE_CONFLICT: {
    kind: 'refused',
    what: 'a file of the archive is there already',
    todo: 'Unpack into a new folder, or give { overwrite: true }.',
  },
})
