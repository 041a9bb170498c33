import { runCli } from './cli.ts'
import { commands } from './commands/index.ts'
import { handleSignals } from './lib/io/signals.ts'
import { outsideOf } from './wiring/outside.ts'

const start = async (): Promise<void> => {
  const signals = handleSignals()
  const code = await runCli(process.argv.slice(2), commands, outsideOf(signals))
  // Not process.exit() at once: text on its way into a pipe would be lost.
  process.exitCode = signals.exitCode(code)
  signals.endSoon()
}

// No top-level await: chunks loaded later import this module, and must not wait for its end.
void start()
