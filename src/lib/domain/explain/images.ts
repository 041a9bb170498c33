import type { Explanation } from './rows.ts'

/** What can be wrong with images on their way to a registry, and in it. */
export const IMAGE_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-CTR-100',
    title: 'There is no such repository in ECR',
    means: 'The account and region of this run have no repository of this name.',
    fix: 'Add --create to mlctl container push, or correct the name, --region or --profile.',
  },
  {
    id: 'MLC-CTR-101',
    title: 'The tag is taken for good',
    means: 'Tags of the repository are immutable, and this one names another image.',
    fix: 'Take another tag; git-<commit> is new for each commit. The same image under the same tag is no conflict.',
  },
  {
    id: 'MLC-CTR-102',
    title: 'The registry does not take a layer',
    means: 'A part came at the wrong place, or the content has not the digest that was announced.',
    fix: 'Run the same line again. If it stays, write the image anew: the file may be damaged.',
  },
  {
    id: 'MLC-CTR-103',
    title: 'The registry has forgotten an upload',
    means:
      'Unfinished uploads are kept for a day or so; this one is older, or was of another registry.',
    fix: 'Run the same line again: the layer is sent anew.',
  },
  {
    id: 'MLC-CTR-104',
    title: 'Layers of the image are missing in the repository',
    means: 'A manifest names layers that the repository does not have.',
    fix: 'Push the image itself with mlctl container push: it sends what is missing.',
  },
  {
    id: 'MLC-CTR-105',
    title: 'Not the URI of an image in ECR',
    means: 'It lacks account, region, repository, or tag and digest.',
    fix: 'Write <account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>, or …@sha256:<digest>.',
  },
  {
    id: 'MLC-CTR-106',
    title: 'The URI is of another registry',
    means: 'Its account or region is not the one that the calls of this run go to.',
    fix: 'Correct the URI, or pass the --profile and --region of the image.',
  },
  {
    id: 'MLC-CTR-107',
    title: 'Not an image that can be pushed',
    means:
      'It is no folder in OCI layout, oci-archive or docker-archive with one image, or it is not whole, and no container engine has an image of this name.',
    fix: 'Write it with docker save, podman save or skopeo copy … oci-archive:FILE.',
  },
  {
    id: 'MLC-CTR-108',
    title: 'The image has no form in Docker’s manifest',
    means:
      'SageMaker hosting takes Docker v2 schema 2 only. zstd, encrypted and foreign layers, and artifacts that are no images, cannot be said in it.',
    fix: 'Build the image with gzip layers in Docker format: mlctl container build.',
  },
  {
    id: 'MLC-CTR-109',
    title: 'The image is for another platform',
    means: 'Its config or index names another processor than that of the instance.',
    fix: 'Build it with --platform linux/amd64 (linux/arm64 for Graviton), or name the right --instance-type.',
  },
  {
    id: 'MLC-CTR-110',
    title: 'The registry shows another image than was pushed',
    means: 'After the push the tag has another digest or media type.',
    fix: 'Somebody else may push to the same tag: take a tag of its own and run the line again.',
  },
  {
    id: 'MLC-CTR-111',
    title: 'There is no such image in ECR',
    means: 'The repository has no image of this tag or digest, or ECR cannot give it.',
    fix: 'See aws ecr list-images --repository-name <name>.',
  },
  {
    id: 'MLC-CTR-114',
    title: 'The registry refuses the credentials',
    means: 'It answered 401 or 403: no user name and password, or the wrong ones.',
    fix: 'Pass --username and the password on stdin with --password-stdin, or log in with docker.',
  },
  {
    id: 'MLC-CTR-115',
    title: 'The registry cannot be reached, or fails',
    means: 'No connection, or an answer that the Distribution API does not have.',
    fix: 'Check host and port; --insecure speaks plain HTTP. Run the same line again.',
  },
  {
    id: 'MLC-CTR-117',
    title: 'The engine could not be logged in',
    means: 'Its own login command failed, or it is not installed.',
    fix: 'mlctl container login --docker-config DIR writes a config that every engine reads.',
  },
  {
    id: 'MLC-CTR-118',
    title: 'No base images of AWS in this region',
    means: 'The table of accounts that own them has no such region.',
    fix: 'Correct --region.',
  },
  {
    id: 'MLC-CTR-119',
    title: 'A flag about an image cannot be',
    means: 'A name, tag, platform, host or instance type has the wrong form, or two contradict.',
    fix: 'Correct the command line; nothing was sent.',
  },
  {
    id: 'MLC-CTR-120',
    title: 'A quota of ECR says no',
    means: 'Too many repositories, images, tags, or more than one scan of an image a day.',
    fix: 'Delete what is not needed, or ask for more in the Service Quotas console.',
  },
  {
    id: 'MLC-CTR-121',
    title: 'The KMS key of the repository cannot be used',
    means: 'It does not exist, is disabled, or its policy leaves you or ECR out.',
    fix: 'Allow kms:CreateGrant and kms:DescribeKey on it, or make the repository without --kms-key.',
  },
  {
    id: 'MLC-CTR-122',
    title: 'The push was stopped',
    means: 'Ctrl-C or SIGTERM; layers and parts that have arrived stay.',
    fix: 'Run the same line again: it goes on where this one stopped.',
  },
  {
    id: 'MLC-CTR-123',
    title: 'ECR gave no usable token',
    means: 'The answer holds no user name and password.',
    fix: 'Run the line again; with --endpoint-url, the emulator may lack GetAuthorizationToken.',
  },
  {
    id: 'MLC-CTR-124',
    title: 'The image was changed since the push was planned',
    means: 'A plan names the digest of what was looked at.',
    fix: 'Make the plan again with mlctl container push.',
  },
  {
    id: 'MLC-CTR-125',
    title: 'Not a Docker config',
    means: 'The folder has a config.json that is no JSON object; it was left as it is.',
    fix: 'Name another folder with --docker-config.',
  },
  {
    id: 'MLC-CTR-247',
    title: 'The image is for another processor',
    means:
      'The config of the image in ECR names linux/arm64 and the instance runs linux/amd64, or the reverse. The container would end with exec format error once it is started.',
    fix: 'Build it with --platform or --instance-type, push it, or take another instance type.',
  },
  {
    id: 'MLC-CTR-248',
    title: 'SageMaker hosting refuses the manifest',
    means:
      'CreateModel takes Docker manifests (v2 schema 2) only; this one is OCI, or an index of several images.',
    fix: 'mlctl container repair URI rewrites it without a rebuild.',
  },
]
