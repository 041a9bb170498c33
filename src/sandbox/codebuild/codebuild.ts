import type { Service } from '../service.ts'
import { buildOperations } from './builds.ts'
import { projectOperations } from './projects.ts'

/** CodeBuild over the files of a state directory, as far as mlctl's own builds go. */
export const createCodeBuild = (directory: string): Service => ({
  name: 'codebuild',
  operations: { ...projectOperations, ...buildOperations(directory) },
})
