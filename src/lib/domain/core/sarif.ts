const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** One kind of finding, as viewers explain it. */
export type SarifRule = {
  readonly id: string
  readonly what: string
  readonly why: string
  readonly remedy: string
  readonly level: 'error' | 'warning' | 'note'
  readonly properties: Readonly<Record<string, unknown>>
}

export type SarifRun<Result> = {
  readonly rules: readonly SarifRule[]
  readonly results: readonly Result[]
  /** What was not done, in sentences. */
  readonly notes: readonly string[]
  readonly properties: Readonly<Record<string, unknown>>
}

/** One run of mlctl as a SARIF 2.1.0 log (OASIS), as code scanning and editors read it. */
export const sarifDocument = <Result>({ rules, results, notes, properties }: SarifRun<Result>) => ({
  $schema: SCHEMA,
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'mlctl', rules: rules.map(descriptor) } },
      // Columns count code points.
      columnKind: 'unicodeCodePoints',
      invocations: [
        {
          executionSuccessful: true,
          toolExecutionNotifications: notes.map((text) => ({ level: 'note', message: { text } })),
        },
      ],
      results,
      properties,
    },
  ],
})

const descriptor = ({ id, what, why, remedy, level, properties }: SarifRule) => ({
  id,
  shortDescription: { text: what },
  fullDescription: { text: why },
  help: { text: remedy },
  defaultConfiguration: { level },
  properties,
})
