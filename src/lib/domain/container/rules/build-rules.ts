import type { ContainerRuleRow } from './rule.ts'
import { SOURCE } from './sources.ts'

/** Dockerfile and base images. */
export const BUILD_RULES = {
  CTR101: {
    severity: 'error',
    what: 'the Dockerfile is one: every line an instruction, a FROM before the others',
    why: 'No engine builds it otherwise.',
    fix: 'Correct the line; a Dockerfile begins with FROM, after ARG and comments.',
    source: SOURCE.dockerfile,
    checkedBy: ['lint'],
  },
  CTR102: {
    severity: 'warning',
    what: 'every base image names a version tag or a digest',
    why: 'Without one, or with latest, the same Dockerfile gives another image next week.',
    fix: 'Name a version: python:3.12-slim-bookworm; a digest (@sha256:…) pins it wholly.',
    source: SOURCE.dockerfile,
    checkedBy: ['lint'],
  },
  CTR103: {
    severity: 'error',
    what: 'the image is for the processor of the instance: linux/amd64, or arm64 on Graviton',
    why: 'A program of the other architecture ends at once with: exec format error.',
    fix: 'Leave --platform to mlctl container build, or name linux/amd64 in the last FROM.',
    source: SOURCE.dockerfile,
    checkedBy: ['lint', 'image'],
  },
  CTR104: {
    severity: 'error',
    what: 'base images in ECR have an address that can exist',
    why: 'A wrong account, region or host fails as: no basic auth credentials, or not found.',
    fix: 'Write <12 digits>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>.',
    source: SOURCE.ecrUri,
    checkedBy: ['lint'],
  },
  CTR105: {
    severity: 'warning',
    what: 'base images do not come from Docker Hub without an account',
    why: 'Docker Hub limits pulls by address: builds in CI fail with toomanyrequests.',
    fix: 'Take public.ecr.aws/docker/library/<image>:<tag>, or an ECR pull-through cache.',
    source: SOURCE.ecrPull,
    checkedBy: ['lint'],
  },
  CTR106: {
    severity: 'error',
    what: 'COPY and ADD name files that are in the context, and stages that exist',
    why: 'The build stops at that line; a file that .dockerignore leaves out is not there either.',
    fix: 'Correct the path, or let .dockerignore pass it (!path).',
    source: SOURCE.dockerfile,
    checkedBy: ['lint'],
  },
  CTR107: {
    severity: 'error',
    what: 'no NVIDIA driver in the image, only the CUDA toolkit',
    why: 'The driver belongs to the instance; a second one in the image fits no kernel.',
    fix: 'Begin with an nvidia/cuda runtime image, or install cuda-toolkit without drivers.',
    source: SOURCE.trainingImage,
    checkedBy: ['lint'],
  },
} as const satisfies Record<string, ContainerRuleRow>
