import type { Outside } from '../cli.ts'
import { groups } from '../commands/index.ts'
import { topics } from '../commands/topics.ts'
import { shownIn } from '../lib/domain/core/redact.ts'
import { loadSettings } from '../lib/io/settings.ts'
import type { Interrupts } from '../lib/io/signals.ts'
import { styleFor, wantsColour, wantsUnicode } from '../lib/io/style.ts'
import { makePorts } from './ports.ts'
import { VERSION } from './version.ts'

/** The real process as the command line sees it. */
export const outsideOf = (interrupts: Interrupts): Outside => {
  const { env, stdout, stderr } = process
  const shown = shownIn(env)
  let sandbox = false
  return {
    version: VERSION,
    groups,
    topics,
    tty: stdout.isTTY === true,
    // A pseudo-terminal that nobody gave a size says 0.
    columns: stdout.isTTY === true ? stdout.columns || 80 : undefined,
    out: (text) => void stdout.write(shown(text)),
    err: (text) => void stderr.write(shown(text)),
    styleOf: (stream, colour) => {
      const isTty = (stream === 'out' ? stdout : stderr).isTTY === true
      return styleFor(wantsColour(colour, env, isTty), wantsUnicode(env))
    },
    loadSettings: (input) => loadSettings({ ...input, env, workingFolder: process.cwd() }),
    ports: (options) =>
      makePorts({
        options,
        env,
        interrupts,
        workingFolder: process.cwd(),
        onSandbox: () => {
          sandbox = true
        },
      }),
    usedSandbox: () => sandbox,
  }
}
