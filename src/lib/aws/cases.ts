import type { Case } from './case.ts'
import { ACCESS_CASES } from './cases-access.ts'
import { HOSTING_CASES } from './cases-hosting.ts'
import { IMAGE_CASES } from './cases-images.ts'
import { KEY_CASES } from './cases-keys.ts'
import { NETWORK_CASES } from './cases-network.ts'
import { SERVICE_CASES } from './cases-service.ts'

/**
 * From the most telling to the most general: the first that applies is taken. Names and texts are those
 * of the API models and of the failures that AWS documents and users report.
 */
export const CASES: readonly Case[] = [
  ...NETWORK_CASES,
  ...HOSTING_CASES,
  ...IMAGE_CASES,
  ...KEY_CASES,
  ...ACCESS_CASES,
  ...SERVICE_CASES,
]
