import { runCli } from './cli.ts'
import { commands } from './commands/index.ts'
import { handleSignals } from './lib/io/signals.ts'
import { outsideOf } from './wiring/outside.ts'

const signals = handleSignals()
const code = await runCli(process.argv.slice(2), commands, outsideOf(signals))
// Not process.exit(): text on its way into a pipe would be lost. What still holds the process open
// is a poll or a keep-alive connection that nobody waits for any more.
process.exitCode = signals.exitCode(code)
signals.endSoon()
