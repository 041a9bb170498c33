import type { PolicyBundle } from './documents.ts'

/**
 * The bundle as Terraform: `aws_iam_policy`, or `aws_iam_role` with `aws_iam_role_policy`, documents by
 * `jsonencode`. Syntax: https://developer.hashicorp.com/terraform/language/syntax/configuration.
 */
export const terraformOf = ({ policies, role }: PolicyBundle): string => {
  if (role === undefined) {
    return policies
      .map(({ name, document }) =>
        block('aws_iam_policy', labelOf(`mlctl-${name}`), {
          name: text(`mlctl-${name}`),
          policy: `jsonencode(${expression(document, 1)})`,
        }),
      )
      .join('\n')
  }
  const label = labelOf(role.name)
  return [
    block('aws_iam_role', label, {
      name: text(role.name),
      description: text(role.description),
      ...(role.boundary === undefined ? {} : { permissions_boundary: text(role.boundary) }),
      tags: expression(role.tags, 1),
      assume_role_policy: `jsonencode(${expression(role.trust, 1)})`,
    }),
    ...policies.map(({ document }) =>
      block('aws_iam_role_policy', label, {
        name: text(role.policyName),
        role: `aws_iam_role.${label}.id`,
        policy: `jsonencode(${expression(document, 1)})`,
      }),
    ),
  ].join('\n')
}

const block = (type: string, label: string, members: Readonly<Record<string, string>>): string => {
  const width = Math.max(...Object.keys(members).map((name) => name.length))
  const lines = Object.entries(members).map(([name, value]) => `  ${name.padEnd(width)} = ${value}`)
  return [`resource "${type}" "${label}" {`, ...lines, '}', ''].join('\n')
}

/** Identifiers begin with a letter or underscore and have letters, digits, underscores and hyphens. */
const labelOf = (name: string): string => {
  const label = name.replace(/[^A-Za-z0-9_]+/g, '_')
  return /^[A-Za-z_]/.test(label) ? label : `_${label}`
}

/** A value as an HCL expression. Keys are quoted: condition keys hold colons and slashes. */
const expression = (value: unknown, depth: number): string => {
  const [inner, outer] = ['  '.repeat(depth + 1), '  '.repeat(depth)]
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    return `[\n${value.map((one) => `${inner}${expression(one, depth + 1)},\n`).join('')}${outer}]`
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, one]) => one !== undefined)
    if (members.length === 0) return '{}'
    const lines = members.map(
      ([key, one]) => `${inner}${text(key)} = ${expression(one, depth + 1)}\n`,
    )
    return `{\n${lines.join('')}${outer}}`
  }
  return typeof value === 'string' ? text(value) : String(value)
}

/** `${` and `%{` begin templates in HCL and policy variables in IAM: doubled they mean themselves. */
const text = (value: string): string =>
  JSON.stringify(value).replace(/\$\{/g, '$$$${').replace(/%\{/g, '%%{')
