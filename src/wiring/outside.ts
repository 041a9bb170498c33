import type { Outside } from '../cli.ts'
import { commands, groups } from '../commands/index.ts'
import { topics } from '../commands/topics.ts'
import { aimLines } from '../lib/domain/core/aimed-lines.ts'
import { shownIn } from '../lib/domain/core/redact.ts'
import { loadSettings } from '../lib/io/settings.ts'
import type { Interrupts } from '../lib/io/signals.ts'
import { writeOut } from '../lib/io/standard-output.ts'
import { styleFor, wantsColour, wantsUnicode } from '../lib/io/style.ts'
import type { Settings } from '../lib/ports/settings.ts'
import { makePorts } from './ports.ts'
import { VERSION } from './version.ts'

/** The real process as the command line sees it. */
export const outsideOf = (interrupts: Interrupts): Outside => {
  const { env, stdout, stderr } = process
  const shown = shownIn(env)
  let sandbox = false
  /** Flags of this line that say where its calls go; what a file or variable says holds for the next too. */
  let flags: Readonly<Record<string, string | true>> = {}
  const aimed = (text: string) => aimLines(commands, flags)(text)
  return {
    version: VERSION,
    groups,
    topics,
    tty: stdout.isTTY === true,
    // A pseudo-terminal that nobody gave a size says 0.
    columns: stdout.isTTY === true ? stdout.columns || 80 : undefined,
    out: (text) => writeOut(shown(text)),
    err: (text) => void stderr.write(shown(text)),
    styleOf: (stream, colour) => {
      const isTty = (stream === 'out' ? stdout : stderr).isTTY === true
      return styleFor(wantsColour(colour, env, isTty), wantsUnicode(env))
    },
    loadSettings: (input) => loadSettings({ ...input, env, workingFolder: process.cwd() }),
    ports: (options) => {
      flags = placeFlags(options.settings)
      return makePorts({
        options,
        env,
        interrupts,
        aimed,
        workingFolder: process.cwd(),
        onSandbox: ({ calls }) => {
          sandbox = true
          const told = options.settings.get('target')?.value === 'sandbox'
          if (calls && !told) flags = { sandbox: true, ...flags }
        },
      })
    },
    usedSandbox: () => sandbox,
    aimed,
  }
}

const placeFlags = (settings: Settings): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ profile: 'profile', region: 'region', endpointUrl: 'endpoint-url' }).flatMap(
      ([key, flag]) => {
        const setting = settings.get(key)
        return setting?.origin === 'flag' ? [[flag, String(setting.value)]] : []
      },
    ),
  )
