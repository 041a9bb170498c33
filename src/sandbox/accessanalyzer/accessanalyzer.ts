import type { Service } from '../service.ts'
import { checkAccessNotGranted, checkNoNewAccess, checkNoPublicAccess } from './checks.ts'
import { validatePolicy } from './validate.ts'

/** IAM Access Analyzer's judgement of policy documents as a Service; it has no analyzers. */
export const accessAnalyzer: Service = {
  name: 'accessanalyzer',
  operations: {
    ValidatePolicy: validatePolicy,
    CheckAccessNotGranted: checkAccessNotGranted,
    CheckNoNewAccess: checkNoNewAccess,
    CheckNoPublicAccess: checkNoPublicAccess,
  },
}
