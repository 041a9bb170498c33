import { fixable } from '../../domain/audit/fixes.ts'
import type { AuditFinding } from '../../domain/audit/report.ts'
import { boundStatement, trustStatements } from '../../domain/audit/trust.ts'
import { POLICY_VERSION } from '../../domain/core/policy-document.ts'
import { statementText } from '../../domain/iam/diff.ts'
import type { Io } from '../../ports/io.ts'

/** Statements of trust policies as they are, and as a repair leaves them: whom they let in is read, not guessed. */
export const showTrustChanges = (
  io: Io,
  findings: readonly AuditFinding[],
  account: string,
): void => {
  const loose = fixable(findings).filter(({ id }) => id === 'A22.confused-deputy')
  for (const { name, evidence } of loose) {
    io.note('')
    io.note(io.style.bold(`Changes of the trust policy of role ${name}`))
    for (const statement of trustStatements({ Version: POLICY_VERSION, Statement: evidence })) {
      io.note(io.style.dim(`  before: ${statementText(statement)}`))
      io.note(io.style.caution(`  after:  ${statementText(boundStatement(statement, account))}`))
    }
  }
}
