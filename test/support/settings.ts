import type { Settings } from '../../src/lib/ports/settings.ts'

/** Settings as a project file would give them. */
export const fakeSettings = (
  values: Readonly<Record<string, unknown>> = {},
  folder = '.',
): Settings => {
  const all = Object.entries(values).map(([key, value]) => ({
    key,
    value,
    origin: 'project' as const,
    source: 'mlctl.yaml:1',
  }))
  return {
    get: (key) => all.find((setting) => setting.key === key),
    all: () => all,
    projectFile: undefined,
    projectFolder: folder,
  }
}
