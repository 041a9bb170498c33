import type { Explanation } from './rows.ts'

/** Command line, configuration, files, journal, plans and waiting. */
export const CORE_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-BUG-001',
    title: 'A fault in mlctl',
    means:
      'Something happened that no part of mlctl foresaw. What was done before it is in the journal.',
    fix: 'Run the same command with --debug and report the output. mlctl history shows what was changed.',
  },
  {
    id: 'MLC-CLI-001',
    title: 'The command line cannot be understood',
    means: 'A command or flag does not exist, or a flag lacks its value. Nothing was sent.',
    fix: 'See mlctl <command> --help; flags may stand anywhere on the line.',
  },
  {
    id: 'MLC-CLI-002',
    title: 'A flag has a value of the wrong kind',
    means: 'For example a text where a number is needed. Nothing was sent.',
    fix: 'Correct the value; the message says what is accepted.',
  },
  {
    id: 'MLC-CLI-003',
    title: 'Required flags are missing',
    means:
      'Without these answers there is nothing to do, and this command does not ask. All missing ones are named at once.',
    fix: 'Pass the flags, set the variables, or put the keys into mlctl.yaml.',
  },
  {
    id: 'MLC-CLI-004',
    title: '--fields names a field that is not in the result',
    means: 'Fields are the keys of the JSON document, or of its list items.',
    fix: 'Use the names that the message lists.',
  },
  {
    id: 'MLC-CLI-005',
    title: '--wait and --no-wait stand on one line',
    means: 'They contradict each other.',
    fix: 'Drop one of the two.',
  },
  {
    id: 'MLC-CLI-006',
    title: '--accept-hourly-cost is no amount',
    means: 'The flag takes dollars an hour, or the word unknown where the price is not known.',
    fix: 'Pass the figure that the plan shows.',
  },
  {
    id: 'MLC-CLI-007',
    title: 'Unknown error id',
    means: 'No error of this version has the id.',
    fix: 'mlctl explain lists all ids.',
  },
  {
    id: 'MLC-CLI-008',
    title: '--sandbox and an endpoint exclude each other',
    means: 'The embedded sandbox is reached without any endpoint; an endpoint is another place.',
    fix: 'Drop one of the two.',
  },
  {
    id: 'MLC-CLI-009',
    title: 'Nothing can have this name',
    means:
      'The name or ARN has a form that the service refuses, so nothing of the kind can be there. Nothing was sent.',
    fix: 'Quote names with care, and copy ARNs whole; the list commands show what there is.',
  },
  {
    id: 'MLC-CFG-001',
    title: 'A configuration file cannot be read as YAML',
    means: 'The position is where the parser gave up.',
    fix: 'Correct the file; mlctl schema config prints what it may contain.',
  },
  {
    id: 'MLC-CFG-002',
    title: 'Unknown setting',
    means: 'Unknown keys are errors, so that a misspelt budget is never silently without effect.',
    fix: 'Correct or remove the key; mlctl schema config lists all keys.',
  },
  {
    id: 'MLC-CFG-003',
    title: 'A setting has a value of the wrong kind',
    means: 'The file and line, or the variable, is named.',
    fix: 'Correct the value.',
  },
  {
    id: 'MLC-CFG-004',
    title: 'A project setting stands in the user file',
    means: 'Budgets and tags must be the same for everybody who works on a project.',
    fix: 'Move the key to mlctl.yaml.',
  },
  {
    id: 'MLC-IO-001',
    title: 'An answer is needed and nobody can be asked',
    means: 'mlctl asks only on a terminal, and not when CI, --json or --no-input is set.',
    fix: 'Pass the flag that the message names.',
  },
  {
    id: 'MLC-IO-002',
    title: 'Cancelled at a question',
    means: 'Ctrl-C was pressed. Nothing was changed by this command.',
    fix: 'Run it again; the wizard continues with --resume.',
  },
  {
    id: 'MLC-FILE-001',
    title: 'A file is missing',
    means: 'Relative paths count from the working folder; in mlctl.yaml, from its folder.',
    fix: 'Correct the path.',
  },
  {
    id: 'MLC-FILE-002',
    title: 'A file or folder cannot be read or written',
    means:
      'Permissions, or a read-only file system. For the journal this stops every change: without a record nothing is sent.',
    fix: 'Change the permissions, or move the state with XDG_STATE_HOME.',
  },
  {
    id: 'MLC-FILE-003',
    title: 'A folder where a file is needed, or a file where a folder is',
    means: 'The path names something of the other kind.',
    fix: 'Name a file in the folder; or another folder.',
  },
  {
    id: 'MLC-FILE-004',
    title: 'The disk is full',
    means: 'Files are written beside and renamed, so the old content is intact.',
    fix: 'Make room and run the same command again.',
  },
  {
    id: 'MLC-FILE-005',
    title: 'The file system refused for another reason',
    means: 'The message carries the system’s own words.',
    fix: 'Look at the path and the disk; try again.',
  },
  {
    id: 'MLC-JRN-001',
    title: 'Another mlctl is changing things in this project',
    means:
      'Changes are made by one process at a time, so that nothing is done twice. A lock left by a dead process is taken over by itself.',
    fix: 'Wait until the other one has finished and run the same command again.',
  },
  {
    id: 'MLC-JRN-002',
    title: "The folder of mlctl's journal belongs to another user",
    means:
      'The journal says what is resumed and undone. In a folder of somebody else, or behind a link of theirs, it could be made up.',
    fix: 'Remove the folder, work in a project folder of your own, or move the state with XDG_STATE_HOME.',
  },
  {
    id: 'MLC-PLAN-001',
    title: 'The plan contains an operation that this version does not know',
    means: 'The plan file was written by another version of mlctl.',
    fix: 'Make the plan again with this version.',
  },
  {
    id: 'MLC-PLAN-002',
    title: 'The plan is stale',
    means: 'What a step would change has been changed since the plan was made. Nothing was done.',
    fix: 'Make the plan again, look at it, apply it.',
  },
  {
    id: 'MLC-PLAN-003',
    title: 'A change was accepted, but reading back does not show it',
    means: 'AWS answered without an error and the effect did not appear in time.',
    fix: 'Run the same command again; it continues where this one stopped.',
  },
  {
    id: 'MLC-PLAN-004',
    title: 'Interrupted between two steps',
    means: 'The steps before are done and recorded; the others were not begun.',
    fix: 'Run the same command again; finished steps are skipped.',
  },
  {
    id: 'MLC-PLAN-005',
    title: 'A step gave no output that a later one needs',
    means: 'The service answered without a member that it always gives.',
    fix: 'Run the same command again; report it when it repeats.',
  },
  {
    id: 'MLC-PLAN-006',
    title: 'The budget refuses the plan',
    means:
      'budget.monthlyUsd or budget.runUsd in mlctl.yaml is lower than what the plan costs, or a price is unknown.',
    fix: 'Plan something cheaper, or raise the budget on purpose.',
  },
  {
    id: 'MLC-PLAN-007',
    title: 'The plan needs a confirmation and nobody can be asked',
    means:
      '--yes answers plain confirmations. Deletions need --confirm <name>, hourly capacity --accept-hourly-cost, terms --accept-commitment.',
    fix: 'Pass the flags that the message names, after reading the plan.',
  },
  {
    id: 'MLC-PLAN-008',
    title: 'Declined',
    means: 'The question was answered with No. Nothing was changed.',
    fix: 'Nothing to do.',
  },
  {
    id: 'MLC-PLAN-009',
    title: 'Not an intact plan file',
    means: 'The file is no plan, or was edited: a plan is applied as it was shown, or not at all.',
    fix: 'Make the plan again with --plan-out.',
  },
  {
    id: 'MLC-PLAN-010',
    title: 'The plan belongs to another target, account or region',
    means: 'A plan is bound to where it was made.',
    fix: 'Choose the same target, profile and region, or make the plan again.',
  },
  {
    id: 'MLC-PLAN-011',
    title: 'The account is not the expected one',
    means: 'expectedAccount in mlctl.yaml guards against working with the wrong credentials.',
    fix: 'Choose the right profile, or correct expectedAccount.',
  },
  {
    id: 'MLC-PLAN-012',
    title: 'The input of a step is not understood',
    means: 'The plan file was written by a version of mlctl with another form of this operation.',
    fix: 'Make the plan again with this version.',
  },
  {
    id: 'MLC-WAIT-001',
    title: 'The time limit was reached; the remote work goes on',
    means: '--timeout ends the waiting, never the work.',
    fix: 'Run the command that the message names to wait again.',
  },
  {
    id: 'MLC-WAIT-002',
    title: 'Waiting was interrupted; the remote work goes on',
    means: 'Ctrl-C stops the waiting, never paid work.',
    fix: 'Run the command that the message names to wait again, or the one that stops the work.',
  },
  {
    id: 'MLC-SBX-001',
    title: 'The sandbox cannot keep its state',
    means: 'Its folder cannot be written, is full, or holds something else.',
    fix: 'Set MLCTL_SANDBOX_DIR to another folder, or run mlctl sandbox reset.',
  },
  {
    id: 'MLC-SBX-002',
    title: 'A sandbox setting is not understood',
    means:
      'A clock is real, instant, skip, xN or an ISO time; a fault rule is a JSON object with match and a kind; traffic needs an endpoint that exists, and variants of it.',
    fix: 'Correct the value; see mlctl sandbox --help.',
  },
  {
    id: 'MLC-SBX-003',
    title: 'The port of the sandbox server is taken',
    means: 'Another program listens there, often an earlier mlctl sandbox serve.',
    fix: 'Choose another port with --port, or --port 0 for a free one.',
  },
]
