import type { ContainerRuleRow } from './rule.ts'
import { SOURCE } from './sources.ts'

/** How the container starts: entry point, words, files. */
export const ENTRY_RULES = {
  CTR201: {
    severity: 'error',
    what: 'ENTRYPOINT is in exec form, a JSON array',
    why: 'In shell form the words train and serve are lost, and signals never reach the program.',
    fix: 'Write ENTRYPOINT ["python3", "/opt/program/main.py"].',
    source: SOURCE.inference,
    checkedBy: ['lint', 'image'],
  },
  CTR202: {
    severity: 'error',
    what: 'tini is not the entry point',
    why: 'It takes train and serve for programs of that name, or stumbles over them.',
    fix: 'Start the program itself, and let it handle SIGTERM.',
    source: SOURCE.inference,
    checkedBy: ['lint', 'image'],
  },
  CTR203: {
    severity: 'error',
    what: 'docker run IMAGE train (or serve) finds a program',
    why: 'SageMaker runs exactly that: without ENTRYPOINT the word must be an executable on PATH.',
    fix: 'Set an ENTRYPOINT that takes the word, or COPY an executable named so to /usr/local/bin.',
    source: SOURCE.serveMissing,
    checkedBy: ['lint', 'image'],
  },
  CTR204: {
    severity: 'error',
    what: 'what is started is executable',
    why: 'Mode bits come from the context: a file without x ends with 126, Permission denied.',
    fix: 'chmod +x, git update-index --chmod=+x, or RUN chmod 755 after the COPY.',
    source: SOURCE.exec,
    checkedBy: ['lint', 'image'],
  },
  CTR205: {
    severity: 'error',
    what: 'scripts that are started end their lines with LF',
    why: 'With CRLF the interpreter is looked for as "sh\\r": no such file or directory.',
    fix: 'Convert the file, and write *.sh text eol=lf into .gitattributes.',
    source: SOURCE.lines,
    checkedBy: ['lint', 'image'],
  },
  CTR206: {
    severity: 'error',
    what: 'scripts that are started begin with #! and the absolute path of an interpreter',
    why: 'The kernel does not know what to do with text: exec format error.',
    fix: 'Begin the file with #!/bin/sh or #!/usr/bin/env python3.',
    source: SOURCE.exec,
    checkedBy: ['lint', 'image'],
  },
  CTR207: {
    severity: 'error',
    what: 'the program that ENTRYPOINT names is in the image',
    why: 'The container ends with 127, or no such file or directory, before it says anything.',
    fix: 'Correct the path in ENTRYPOINT, or COPY the file to where it is looked for.',
    source: SOURCE.trainingImage,
    checkedBy: ['lint', 'image'],
  },
  CTR208: {
    severity: 'error',
    what: 'ENTRYPOINT names the script, not CMD',
    why: 'The word train or serve takes the place of CMD: python3 is asked to run a file "serve".',
    fix: 'Move the script from CMD into ENTRYPOINT.',
    source: SOURCE.trainingImage,
    checkedBy: ['lint', 'image'],
  },
  CTR209: {
    severity: 'warning',
    what: 'a processing image has an ENTRYPOINT',
    why: 'Processing runs docker run IMAGE: without ENTRYPOINT every job must name the command.',
    fix: 'Set ENTRYPOINT, or name the command in the job.',
    source: SOURCE.processing,
    checkedBy: ['lint', 'image'],
  },
} as const satisfies Record<string, ContainerRuleRow>
