/**
 * Seconds that the phases of an endpoint take on AWS: made up within what people report (instances
 * in 3 to 8 minutes, weights in seconds). Not promised by any documentation.
 */
export const SECONDS = {
  provision: 240,
  provisionServerless: 90,
  activate: 10,
  terminate: 60,
  weights: 20,
  scaleOut: 240,
  scaleIn: 60,
  rollBack: 90,
  remove: 10,
  component: 120,
} as const
