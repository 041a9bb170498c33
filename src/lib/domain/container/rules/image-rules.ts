import type { ContainerRuleRow } from './rule.ts'
import { SOURCE } from './sources.ts'

/** What only the built image shows. */
export const IMAGE_RULES = {
  CTR601: {
    severity: 'error',
    what: 'the manifest is Docker v2 schema 2, not OCI and not an index',
    why: 'CreateModel refuses others: Unsupported manifest media type.',
    fix: 'mlctl container build makes it so; mlctl container repair rewrites what is pushed.',
    source: SOURCE.manifest,
    checkedBy: ['image'],
  },
  CTR602: {
    severity: 'error',
    what: 'the programs in the image are of the architecture that the image names',
    why: 'The label can lie: the header of the file decides about exec format error.',
    fix: 'Build for one platform throughout, base image and copied binaries alike.',
    source: SOURCE.exec,
    checkedBy: ['image'],
  },
  CTR603: {
    severity: 'error',
    what: 'the interpreter that a #! line names is in the image',
    why: 'The error names the script: no such file or directory, though it is there.',
    fix: 'Install the interpreter, or correct the line.',
    source: SOURCE.exec,
    checkedBy: ['image'],
  },
  CTR604: {
    severity: 'warning',
    what: 'the image is below 10 GB',
    why: 'Serverless endpoints take no larger image, and others start slowly with one.',
    fix: 'Leave weights and caches out; build in stages; take a slim base.',
    source: SOURCE.serverless,
    checkedBy: ['image'],
  },
  CTR605: {
    severity: 'error',
    what: 'the reference has at most 255 characters and one tag or digest',
    why: 'CreateModel, CreateTrainingJob and CreateProcessingJob refuse others.',
    fix: 'Write registry/repository:tag or registry/repository@sha256:….',
    source: SOURCE.apiModel,
    checkedBy: ['image'],
  },
  CTR606: {
    severity: 'error',
    what: 'the config names the platform that the instance runs',
    why: 'An image for another processor ends with exec format error, after minutes of starting.',
    fix: 'Build it with --platform linux/amd64, or linux/arm64 for Graviton.',
    source: SOURCE.exec,
    checkedBy: ['image'],
  },
  CTR607: {
    severity: 'error',
    what: 'config and layers of the manifest are all in the registry',
    why: 'The pull fails after the endpoint or job was made: layers expire or a push was cut.',
    fix: 'Push the image again: only what is missing is sent.',
    source: SOURCE.ecrUri,
    checkedBy: ['image'],
  },
} as const satisfies Record<string, ContainerRuleRow>
