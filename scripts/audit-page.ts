import type { RuleRow } from '../src/lib/domain/audit/rule.ts'
import { RULES_BY_KIND } from '../src/lib/domain/audit/rules/index.ts'

/** The page of `mlctl audit`: every rule, by the kind of thing that it looks at. */
export const auditPage = (generated: string): string =>
  [
    generated,
    '# What `mlctl audit` looks at',
    'Each rule says what must hold. What may not be read is `unknown` and named with the IAM action that is missing; it is never called fine. A job cannot be changed: its remedy is for the next one.',
    'Scope: without a flag what `mlctl.yaml` and the journal name, and what that uses; `--bucket`, `--endpoint`, `--role`, `--key`, `--vpc`, `--repository` for single things; `--tag k=v` for what carries a tag; `--account` for everything of the account and region that can be listed (the newest 100 jobs of each kind, see `--jobs`). The account itself (trails, users, the log of invocations) is looked at with `--account` and in a project.',
    'Regions: the one of the run. With `--account` or `--tag`, `--region` may be given several times, and `--all-regions` takes every region that the account has turned on (EC2 DescribeRegions). Each is read with its own calls, one after the other; buckets and keys are judged where they live, and users, roles and trails once. A region of which no list is given is one line under UNKNOWN. Findings then carry their region, and their commands run in it. Repairs are made region by region.',
    '`--fix` repairs the rules marked so: it shows a plan, asks, applies, and reads again. It refuses when somebody changed the thing in between. A trust policy is bound to the account (`aws:SourceAccount`) only in statements that let in nobody but Bedrock, SageMaker and Step Functions, which name the account of their job; the plan shows each before and after. Where the same statement lets in anybody else, the fault is told and the change left to people. `--fail-on high` makes the exit code 8 when a fault is that bad. `--baseline FILE` accepts known faults, each with a reason, the day, and perhaps a day from which it counts again:',
    '```json\n{\n  "schemaVersion": 1,\n  "accepted": [\n    {"fingerprint":"…","id":"A05.access-log","subject":"arn:aws:s3:::acme-ml","reason":"data events are recorded","acceptedOn":"2026-11-22","expiresOn":"2027-02-20"}\n  ]\n}\n```',
    'In `mlctl.yaml`:',
    '```yaml\naudit:\n  baseline: audit-baseline.json\n  failOn: high\n  requiredTags: [owner, project]\n  requireKms: true\n```',
    ...Object.entries(RULES_BY_KIND).map(([kind, rules]) => `## ${kind}\n\n${ruleTable(rules)}`),
    '',
  ].join('\n\n')

const ruleTable = (rules: readonly RuleRow[]): string =>
  [
    '| rule | severity | what must hold | why | remedy | source |',
    '|---|---|---|---|---|---|',
    ...rules.map(
      ({ id, severity, what, why, remedy, source, fixable }) =>
        `| \`${id}\` | ${severity} | ${cell(what)} | ${cell(why)} | ${cell(remedy)}${fixable ? ' (`--fix`)' : ''} | ${cell(source)} |`,
    ),
  ].join('\n')

const cell = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('|', '\\|')
