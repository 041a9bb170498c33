#!/usr/bin/env node
// Plain old syntax up to the import: an old Node must get this far to be told that it is old.
var version = process.versions.node.split('.').map(Number)
if (version[0] < 20 || (version[0] === 20 && version[1] < 17)) {
  process.stderr.write('error: mlctl needs Node 20.17 or newer; this is ' + process.version + '.\n')
  process.exit(1)
}
// The SDK warns on stderr, once per process, that releases after January 2027 drop Node 20. Scripts
// compare our stderr, so the warning is off unless somebody set the variable.
if (process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED === undefined) {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
}
if (!printed(process.argv.slice(2))) {
  import('../dist/main.js').catch((error) => {
    var missing = error && error.code === 'ERR_MODULE_NOT_FOUND' && !/chunks/.test(error.message)
    process.stderr.write(
      missing
        ? 'error: mlctl is not built. Run: npm run build\n'
        : String(error && error.stack) + '\n',
    )
    process.exitCode = 1
  })
}

/**
 * Version and top-level help need no command table: the build keeps their text. A terminal narrower
 * than that text gets it laid out anew.
 */
function printed(words) {
  if (words.length !== 1) return false
  var narrow = process.stdout.isTTY === true && process.stdout.columns < 100
  var file =
    words[0] === '--version' || words[0] === '-V'
      ? 'version.txt'
      : (words[0] === '--help' || words[0] === '-h') && !narrow
        ? 'help.txt'
        : undefined
  if (file === undefined) return false
  var fs = process.getBuiltinModule('fs')
  try {
    // A reader that closes the pipe (`| head`) is no error.
    process.stdout.on('error', function () {})
    process.stdout.write(fs.readFileSync(new URL('../dist/' + file, import.meta.url), 'utf8'))
    return true
  } catch {
    return false
  }
}
