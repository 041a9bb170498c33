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
import('../dist/main.js').catch(function (error) {
  var missing = error && error.code === 'ERR_MODULE_NOT_FOUND'
  process.stderr.write(
    missing ? 'error: mlctl is not built. Run: npm run build\n' : String(error && error.stack) + '\n',
  )
  process.exitCode = 1
})
