import type { Service } from '../service.ts'
import { aliasOperations } from './aliases.ts'
import { cryptoOperations } from './crypto.ts'
import { grantOperations } from './grants.ts'
import { keyOperations } from './keys.ts'
import { settingOperations } from './settings.ts'

/** KMS as a Service: keys that really encrypt, with their policies, grants and aliases. */
export const kms: Service = {
  name: 'kms',
  operations: {
    ...keyOperations,
    ...settingOperations,
    ...aliasOperations,
    ...grantOperations,
    ...cryptoOperations,
  },
}
