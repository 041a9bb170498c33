import type { Explanation } from './rows.ts'

/** What `mlctl remote` refuses, and how its jobs end. */
export const REMOTE_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-RMT-001',
    title: 'The line does not describe a remote run',
    means:
      'There is no command after the two dashes, it is longer than SageMaker takes, or a size, a time or the bucket cannot be read.',
    fix: 'mlctl remote --image IMAGE --instance-type TYPE --role ROLE -- COMMAND. A long command fits into a script in the folder.',
  },
  {
    id: 'MLC-RMT-002',
    title: 'The folder is too large',
    means: 'What would be packed is more than --max-size (200 MB unless given) or 100,000 files.',
    fix: 'Leave out what the command does not need (.mlctlignore, --exclude), bring data from S3 with --data, or raise --max-size.',
  },
  {
    id: 'MLC-RMT-003',
    title: 'Links lead out of the folder',
    means:
      'A symbolic link in the folder leads to another place of this machine, which would not be there.',
    fix: 'Copy what it leads to into the folder, or leave the link out with --exclude.',
  },
  {
    id: 'MLC-RMT-004',
    title: 'What would be sent holds secrets',
    means:
      'A file is named like one with secrets, or a text, a variable or the command holds what looks like a key or token. They would lie in S3 and, for variables and commands, in the description of the job.',
    fix: 'Leave the files out and let the role of the job or Secrets Manager give it what it needs; or say why they may go: --allow-secrets "reason".',
  },
  {
    id: 'MLC-RMT-005',
    title: 'The job ended otherwise than by its command',
    means:
      'The command was not started (no tar or gzip in the image, no image, no capacity), or the job was stopped or reached --max-runtime or --max-wait. What it had written to the outputs was fetched.',
    fix: 'Read the reason. The same line starts the next attempt.',
  },
  {
    id: 'MLC-RMT-006',
    title: 'There is no such job or role',
    means:
      'Nothing of this name exists in the account and region of this run, or 99 attempts of one content have failed.',
    fix: 'Check the name, --region and --profile.',
  },
  {
    id: 'MLC-RMT-007',
    title: 'The output folder is taken',
    means: 'It holds "output" or "model" that mlctl remote did not make; they would be replaced.',
    fix: 'Give another folder: --output DIR.',
  },
  {
    id: 'MLC-RMT-008',
    title: 'An archive of the job would write outside of its folder',
    means:
      'An entry has an absolute path, leads out by "..", goes through a link, or is a device. Whatever ran in the job made the archive; nothing of it was unpacked.',
    fix: 'Look at it before you trust it: tar -tvzf. Clean it where it is made.',
  },
  {
    id: 'MLC-RMT-009',
    title: 'A file was changed while it was packed',
    means:
      'Its size is no longer what it was a moment ago, so the packed folder would be a mixture.',
    fix: 'Run the same command again when nothing writes to the folder, or leave the file out.',
  },
  {
    id: 'MLC-RMT-010',
    title: 'An archive is broken',
    means: 'It ends too early or is no .tar.gz; what was there before is as it was.',
    fix: 'Fetch it again: mlctl remote attach JOB.',
  },
]
