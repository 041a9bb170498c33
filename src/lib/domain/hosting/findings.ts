/** What is wrong with, or to be said of, an endpoint config. */
export type HostingFinding = {
  /** Stable: `variants.count`, `serverless.memory`, … */
  readonly rule: string
  readonly level: 'error' | 'warning' | 'advice'
  /** Where it stands: `ProductionVariants[0].InstanceType`. */
  readonly path: string
  readonly message: string
}

export const finding = (
  level: HostingFinding['level'],
  rule: string,
  path: string,
  message: string,
): HostingFinding => ({ level, rule, path, message })

/** A finding when a number is given and is no whole number within the bounds. */
export const range = (
  rule: string,
  path: string,
  value: unknown,
  bounds: { readonly min: number; readonly max: number },
): readonly HostingFinding[] =>
  value === undefined ||
  (Number.isInteger(value) && Number(value) >= bounds.min && Number(value) <= bounds.max)
    ? []
    : [
        finding(
          'error',
          rule,
          path,
          `${String(value)} is no whole number from ${bounds.min} to ${bounds.max}.`,
        ),
      ]
