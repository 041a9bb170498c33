import type { FlagText } from '../../domain/core/command-line.ts'
import { BUILD_PROJECT } from '../../domain/iam/roles/purposes.ts'
import type { RoleRequest } from './role-request.ts'

/** The flags that repeat a request; what is the default is left out. */
export const roleFlags = (request: RoleRequest): Readonly<Record<string, FlagText>> => ({
  for: request.purpose === 'customization' ? undefined : request.purpose,
  role: request.role,
  data: request.data,
  output: request.output,
  'kms-key': request.kmsKey,
  subnets: request.subnets,
  'security-groups': request.securityGroups,
  image: request.images,
  model: request.models,
  grader: request.graders,
  passes: request.passes,
  push: request.pushes,
  'build-project': ownProject(request),
})

const ownProject = ({ purpose, buildProject }: RoleRequest): string | undefined =>
  purpose !== 'builds' || buildProject === BUILD_PROJECT ? undefined : buildProject
