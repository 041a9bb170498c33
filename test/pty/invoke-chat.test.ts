import { expect, it } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'
import { KEY, openTerminal } from '../support/terminal.ts'

it('a chat writes answers where the question was, and Ctrl-C at the prompt leaves it with its sum', async () => {
  const terminal = openTerminal(['invoke', 'nova-micro'], { folder: tempFolder() })
  await terminal.sees('Talking with us.amazon.nova-micro-v1:0')
  await terminal.sees('? you')
  terminal.press(`hello${KEY.enter}`)
  await terminal.sees('an untrained stand-in answers for Nova Micro')
  await terminal.sees('? you')
  terminal.press(KEY.ctrlC)
  await terminal.sees('1 answer.')
  expect(await terminal.exit).toBe(0)
})
