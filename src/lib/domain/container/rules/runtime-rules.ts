import type { ContainerRuleRow } from './rule.ts'
import { SOURCE } from './sources.ts'

/** What the running container may rely on: user, ports, folders, network. */
export const RUNTIME_RULES = {
  CTR301: {
    severity: 'error',
    what: 'the container runs as root',
    why: 'SageMaker owns /opt/ml as root: another user meets Permission denied on AWS only.',
    fix: 'Remove USER, or end with USER root.',
    source: SOURCE.inference,
    checkedBy: ['lint', 'image'],
  },
  CTR302: {
    severity: 'warning',
    what: 'what serves listens on 8080 unless it is told another port',
    why: 'The health check goes to 8080: another port means: did not pass the ping health check.',
    fix: 'Listen on the port in SAGEMAKER_BIND_TO_PORT, 8080 without it; EXPOSE 8080.',
    source: SOURCE.inference,
    checkedBy: ['lint', 'image'],
  },
  CTR303: {
    severity: 'error',
    what: 'the server listens on every address (0.0.0.0)',
    why: 'On 127.0.0.1 it answers itself only, and never passes the ping health check.',
    fix: 'Bind to 0.0.0.0.',
    source: SOURCE.inference,
    checkedBy: ['lint', 'contract'],
  },
  CTR304: {
    severity: 'warning',
    what: 'an image that serves says that it takes its port from SAGEMAKER_BIND_TO_PORT',
    why: 'Multi-container endpoints and pipelines refuse an image without the label.',
    fix: 'LABEL com.amazonaws.sagemaker.capabilities.accept-bind-to-port=true',
    source: SOURCE.multiContainer,
    checkedBy: ['lint', 'image'],
  },
  CTR305: {
    severity: 'error',
    what: 'the label multi-models stands only on what implements /models',
    why: 'SageMaker loads models through POST /models; without it every invocation fails.',
    fix: 'Remove the label, or implement POST, GET and DELETE /models.',
    source: SOURCE.multiModel,
    checkedBy: ['lint'],
  },
  CTR306: {
    severity: 'warning',
    what: 'nothing is put under /opt/ml, except code for a toolkit in /opt/ml/code',
    why: 'SageMaker mounts its own folders there: what the image holds may be hidden.',
    fix: 'Put programs and data elsewhere: /opt/program.',
    source: SOURCE.trainingImage,
    checkedBy: ['lint', 'image'],
  },
  CTR307: {
    severity: 'warning',
    what: 'nothing is installed when the container starts',
    why: 'With network isolation, or in a VPC without a way out, pip waits and fails.',
    fix: 'Install in the Dockerfile.',
    source: SOURCE.apiModel,
    checkedBy: ['lint', 'contract'],
  },
  CTR308: {
    severity: 'warning',
    what: 'the entry script hands the process over with exec',
    why: 'A shell as process 1 does not pass SIGTERM on: requests are cut, checkpoints lost.',
    fix: 'End the script with exec program "$@".',
    source: SOURCE.inference,
    checkedBy: ['lint', 'contract'],
  },
} as const satisfies Record<string, ContainerRuleRow>
