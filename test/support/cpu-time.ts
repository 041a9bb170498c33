/**
 * Milliseconds of processor time that `work` takes in this process, its threads included. What else the
 * machine does meanwhile does not count, so that a limit holds on a busy one too.
 */
export const cpuMs = (work: () => unknown): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
