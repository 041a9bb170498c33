import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { localFiles } from '../../src/lib/io/files.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { Objects } from '../../src/lib/ports/objects.ts'
import { fakeObjects } from './fake-objects.ts'
import { type Answers, scriptedIo } from './io.ts'
import { fakeSettings } from './settings.ts'
import { tempFolder } from './temp-folder.ts'

/** Real files in a folder of their own, objects in memory, a scripted person. */
export const dataPorts = (answers?: Answers, settings: Readonly<Record<string, unknown>> = {}) => {
  const folder = tempFolder()
  const objects = fakeObjects()
  const io = scriptedIo(answers)
  const ports: Pick<Ports, 'files' | 'io' | 'settings' | 'objects'> = {
    files: localFiles(folder),
    io,
    settings: fakeSettings(settings, folder),
    objects: objects as unknown as Objects,
  }
  return {
    folder,
    io,
    objects,
    ports,
    write: (name: string, content: string | Uint8Array) => {
      writeFileSync(join(folder, name), content)
      return name
    },
    read: (name: string) => readFileSync(join(folder, name), 'utf8'),
  }
}
