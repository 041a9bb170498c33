import type { Ports } from '../../ports/all.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { askOnce } from '../invoke/ask.ts'
import { systemPromptFor } from '../invoke/system-prompt.ts'
import { resolveTarget } from '../invoke/target.ts'

/** Ends the questions to the model. */
const LEAVE = ''

/**
 * Lets the user ask the model, again and again; the first proposal is a record it never saw.
 * Without a terminal nothing is asked.
 */
export const talk = async (
  ports: Ports,
  name: string,
  proposal: string | undefined,
): Promise<void> => {
  const { io } = ports
  if (!io.interactive) return
  const target = await resolveTarget(ports, await loadCatalogue(ports), name)
  const system = await systemPromptFor(ports, target, undefined)
  let initial = proposal
  for (;;) {
    const prompt = await io.ask({
      kind: 'text',
      flag: '--prompt',
      message:
        initial === undefined ? 'Ask the model (empty: done)' : 'First question to the model',
      ...(initial === undefined ? {} : { initial, help: 'A record the model has not seen.' }),
      read: (text) => text.trim(),
    })
    if (prompt === LEAVE) return
    // Shown here in any case: stdout may be a file.
    const quiet = { ...ports, dialogue: { ...ports.dialogue, live: false } }
    const answer = await askOnce(quiet, target, {
      ...{ prompt, system, maxTokens: undefined, temperature: undefined },
    })
    io.note(`${io.style.bold('Answer:')} ${answer.text}`)
    initial = undefined
  }
}
