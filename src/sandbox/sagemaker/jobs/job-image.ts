import { members, optionalText } from '../../members.ts'
import type { JobRecord } from './records.ts'

/** The image that a job runs; empty for a transform, which runs its model's, and for AWS's algorithms. */
export const imageOf = ({ kind, request }: JobRecord): string => {
  const [member, name] =
    kind === 'processing-job'
      ? ['AppSpecification', 'ImageUri']
      : ['AlgorithmSpecification', 'TrainingImage']
  return optionalText(members(request, member), name) ?? ''
}
