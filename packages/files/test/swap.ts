import fs from 'node:fs'

/** Puts another directory in the place of one between the moment it is entered and the moment it is confirmed, as an attacker would. */
export function swapBeforeConfirm<T>(path: string, call: () => T): T {
  let looks = 0
  const { isDirectory } = fs.Stats.prototype
  fs.Stats.prototype.isDirectory = function (this: fs.Stats) {
    const result = isDirectory.call(this)
    if (result && ++looks === 1) {
      fs.renameSync(path, `${path}-away`)
      fs.cpSync(`${path}-away`, path, { recursive: true })
    }
    return result
  }
  try {
    return call()
  } finally {
    fs.Stats.prototype.isDirectory = isDirectory
  }
}
