import type { ContainerRuleId } from '../rules/table.ts'

/**
 * Words of an engine, or of runc and crun below it, that stand for a machine on which no container starts:
 * networks, control groups, limits, disks, a runtime too old for its engine. The image has no part in them.
 */
const ENGINE_TROUBLE =
  /container networking|address already in use|port is already allocated|userland proxy|cgroup|rlimit|no space left|seccomp|namespace \{|unknown version specified|storage driver/i

/** No such user: in /etc/passwd of the image, or no such file at all. */
const NO_USER = /unable to find user|no matching entries in passwd|no users found/i

/** Which rule a container that does not start has broken; undefined: its engine is to blame. */
export const ruleOfStartFailure = (said: string): ContainerRuleId | undefined => {
  if (NO_USER.test(said)) return 'CTR301'
  return ENGINE_TROUBLE.test(said) ? undefined : 'CTR207'
}
