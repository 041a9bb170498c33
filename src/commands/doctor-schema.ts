import { CHECKS } from '../lib/domain/doctor/checks.ts'

const TEXT = { type: 'string' }
const STATUSES = ['ok', 'warn', 'fail', 'unknown', 'not-applicable']

const CHECK = {
  type: 'object',
  required: ['id', 'title', 'group', 'status', 'detail'],
  additionalProperties: false,
  properties: {
    id: { enum: CHECKS.map(({ id }) => id) },
    title: { enum: CHECKS.map(({ title }) => title) },
    group: { enum: [...new Set(CHECKS.map(({ group }) => group))] },
    status: {
      enum: STATUSES,
      description: 'unknown: it could not be told, which is neither good nor bad',
    },
    severity: { enum: ['low', 'medium', 'high', 'critical'] },
    subject: { ...TEXT, description: 'What was looked at: an ARN, a bucket, a file' },
    detail: { ...TEXT, description: 'What was found, in one sentence' },
    evidence: { description: 'The part of the answer that shows it' },
    remedy: {
      type: 'object',
      required: ['text'],
      additionalProperties: false,
      properties: {
        text: TEXT,
        command: { ...TEXT, description: 'A line that repairs it' },
        missing: {
          type: 'array',
          description: 'Policy statements to add, and where',
          items: {
            type: 'object',
            required: ['to', 'statement'],
            properties: {
              to: {
                type: 'object',
                required: ['kind'],
                properties: {
                  kind: {
                    enum: ['caller', 'role', 'trust', 'bucket', 'key', 'organization', 'boundary'],
                  },
                },
              },
              statement: { type: 'object' },
            },
          },
        },
        isFixable: { type: 'boolean', description: 'mlctl iam fix adds it' },
      },
    },
  },
}

/** JSON Schema (2020-12) of what `mlctl doctor --json` prints. */
export const DOCTOR_SCHEMA: Readonly<Record<string, unknown>> = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'mlctl doctor --json',
  type: 'object',
  required: ['schemaVersion', 'target', 'checks', 'counts', 'failed'],
  additionalProperties: false,
  properties: {
    schemaVersion: { const: 1 },
    sandbox: { const: true },
    for: { type: 'array', items: TEXT, description: 'The commands that were looked for' },
    target: { enum: ['aws', 'sandbox', 'none'] },
    checks: { type: 'array', items: CHECK, description: 'In the order of repair' },
    counts: {
      type: 'object',
      required: STATUSES,
      properties: Object.fromEntries(STATUSES.map((status) => [status, { type: 'integer' }])),
    },
    repairs: {
      type: 'array',
      description: 'With --fix: what was done, before this state was seen',
      items: {
        type: 'object',
        required: ['command', 'checks', 'status'],
        additionalProperties: false,
        properties: {
          command: { ...TEXT, description: 'The line that does the same' },
          checks: { type: 'array', items: TEXT },
          status: { enum: ['planned', 'nothing-to-do', 'applied'] },
          planFile: TEXT,
        },
      },
    },
    failed: { type: 'boolean', description: 'By --fail-on; the exit code is 8 then' },
    next: { ...TEXT, description: 'What to do first' },
  },
}
