const { exec, execSync, spawn } = require('child_process')
const cp = require('child_process')
const util = require('util')
const path = require('path')
const run = util.promisify(exec)
const options = { encoding: 'utf8' }

exports.sum = (file, cb) => exec('tool blame ' + file, cb)
exports.quoted = (file, cb) => exec('tool "' + file + '" \'' + file + '\'', cb)
exports.escaped = (file, cb) => exec('tool "' + file.replace(/"/g, '\\"') + '"', cb)
exports.stringified = (file, cb) => exec('tool ' + JSON.stringify(file), cb)
exports.template = file => execSync(`tool show --depth=${file.length} -- ${file} | cat`, options)
exports.glued = (port, cb) => exec('tool -i:' + port + ' -P', cb)
exports.optionsByName = (args, file, cb) => exec('tool blame ' + args + ' ' + file, cb)
exports.format = file => execSync(util.format('tool %s %d', file, 3), options)
exports.joined = file => execSync(['tool', '-x', file].join(' '), options)
exports.substituted = file => execSync('tool ' + file + ' 2>/dev/null', options)
exports.sequence = file => execSync('tool ' + file + '; tool second', options)
exports.both = file => execSync('tool ' + file + ' && tool second || tool third', options)
exports.environment = name => execSync(`tool $TOOL_HOME/${name} "$TOOL_HOME"`, options)
exports.assigned = name => execSync(`WHO=${name} tool env`, options)
exports.ownProgram = name => execSync(path.join(__dirname, '../bin/tool') + ' ' + name, options)
exports.configured = (opts, file) => execSync((opts.bin || 'tool') + ' -v ' + file, options)
exports.promised = async file => (await run('tool ' + file)).stdout
exports.shellOption = file => cp.spawnSync('tool ' + file, ['-a', file], { shell: true, encoding: 'utf8' }).stdout
exports.shellItself = file => cp.execFileSync('sh', ['-c', 'tool ' + file + ' | cat'], options)

exports.grows = (file, cb) => {
  let cmd = 'tool -k'
  if (file) cmd += ' ' + file
  cp.exec(cmd, cb)
}
exports.optional = (size, file) => execSync(`tool ${size ? '-resize ' + size : ''} ${file}`, options)
exports.list = (file, name) => {
  const args = ['-q']
  if (name) args.push('--name ' + name)
  args.push(file)
  return execSync('tool ' + args.join(' '), options)
}
exports.spread = (files, name) => execSync('tool ' + files.join(' ') + ' ' + name, options)

function passOn(command, cb) {
  exec(command, cb)
}
exports.passedOn = (file, cb) => passOn('tool add ' + file, cb)
exports.constant = cb => passOn('tool status', cb)

const build = file => 'tool count ' + file
exports.built = (file, cb) => exec(build(file), cb)

exports.open = (command, cb) => exec(command, cb)
exports.throughOpen = (file, cb) => exports.open('tool add ' + file, cb)

exports.loop = file => {
  const out = []
  for (const command of [`tool one ${file}`, 'tool two']) out.push(execSync(command, options))
  return out
}
exports.handle = (file, cb) => {
  const child = exec('tool ' + file + ' | cat')
  let out = ''
  child.stdout.on('data', chunk => (out += chunk))
  child.on('close', code => cb(null, { code, out, pid: typeof child.pid }))
}
exports.input = (file, cb) => {
  const child = exec('cat; tool ' + file, cb)
  child.stdin.end('from stdin\n')
}
exports.missing = (file, cb) => exec('no-such-program ' + file, (error, out, err) => cb(null, { code: error.code, out, isNotFound: /not found/.test(err) }))
exports.fails = (file, cb) => exec('tool-fails ' + file, (error, out, err) => cb(null, { code: error.code, killed: error.killed, signal: error.signal, out, err }))
exports.failsSync = file => {
  try {
    return execSync('tool-fails ' + file, { stdio: 'pipe' })
  } catch (error) {
    return { status: error.status, out: String(error.stdout), err: String(error.stderr) }
  }
}
exports.large = (count, cb) => exec('tool-large ' + count, { maxBuffer: 1000 }, (error, out) => cb(null, { code: error && error.code, size: out.length }))
exports.plain = file => spawn('tool', [file], { stdio: 'ignore' }).spawnfile
