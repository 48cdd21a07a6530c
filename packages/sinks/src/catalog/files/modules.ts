import type { TypeTable } from '../../analysis/origin.ts'

/** The functions of node:fs that the face has, by the arguments that are paths. */
export const paths: Readonly<Record<string, readonly number[]>> = Object.fromEntries([
  ...['readFile', 'writeFile', 'appendFile', 'open', 'stat', 'lstat', 'access', 'chmod', 'utimes', 'truncate', 'readdir', 'mkdir', 'mkdtemp', 'rm', 'rmdir', 'unlink'].flatMap(name => [[name, [0]], [`${name}Sync`, [0]]] as const),
  ...['rename', 'copyFile', 'cp'].flatMap(name => [[name, [0, 1]], [`${name}Sync`, [0, 1]]] as const),
  ...['exists', 'existsSync', 'createReadStream', 'createWriteStream'].map(name => [name, [0]] as const),
])

/** Functions of fs-extra and its like, which the face has not. */
const extra = ['remove', 'removeSync', 'ensureDir', 'ensureDirSync', 'ensureFile', 'ensureFileSync', 'outputFile', 'outputFileSync', 'outputJson', 'outputJsonSync', 'readJson', 'readJsonSync', 'readJSON', 'writeJson', 'writeJsonSync', 'writeJSON', 'copy', 'copySync', 'move', 'moveSync', 'pathExists', 'pathExistsSync', 'emptyDir', 'emptyDirSync', 'mkdirp', 'mkdirpSync', 'mkdirs']

const functions = (prefix: string, names: readonly string[]): Record<string, string> => Object.fromEntries(names.map(name => [`.${name}`, `${prefix}:${name}`]))

/** What the modules of files give: `fs` by callbacks and at once, `fsp` by promises, `fsx` both, and functions of its own. */
export const modules: TypeTable = {
  modules: { fs: 'fs', 'node:fs': 'fs', 'graceful-fs': 'fs', 'fs/promises': 'fsp', 'node:fs/promises': 'fsp', 'mz/fs': 'fsx', 'fs-extra': 'fsx', 'fs-jetpack': 'fsx', 'adm-zip': 'admzip', 'extract-zip': 'extractzip', decompress: 'decompress', tar: 'tarx', unzipper: 'unzipper' },
  steps: {
    fs: { ...functions('fs', Object.keys(paths)), '.promises': 'fsp', '.default': 'fs' },
    fsp: { ...functions('fsp', Object.keys(paths).filter(name => !name.endsWith('Sync'))), '.default': 'fsp' },
    admzip: { new: 'admzip:archive', '()': 'admzip:archive', '.default': 'admzip' },
    extractzip: { '.default': 'extractzip' },
    decompress: { '.default': 'decompress' },
    tarx: { '.x': 'archive:extract', '.extract': 'archive:extract', '.default': 'tarx' },
    unzipper: { '.Extract': 'archive:extract', '.Open': 'unzipper:open', '.default': 'unzipper' },
    fsx: { ...functions('fsx', [...Object.keys(paths), ...extra]), '.promises': 'fsp', '.default': 'fsx' },
  },
}

/** Method names under which a file may be reached, whatever the module. */
export const methodNames: ReadonlySet<string> = new Set([...Object.keys(paths), ...extra, 'sendFile', 'sendfile', 'download', 'extractAllTo', 'extractAllToAsync', 'extractEntryTo', 'extract', 'x', 'Extract'])
