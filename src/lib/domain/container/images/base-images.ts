/**
 * Base images that AWS publishes, and the account that owns them in each region. Source of all of it:
 * github.com/aws/sagemaker-python-sdk at a248126 (2026-08-21), image_uri_config/{pytorch,sklearn,xgboost}.json.
 */

/** Deep Learning Containers: PyTorch, Hugging Face, DJL. */
const DEEP_LEARNING: Readonly<Record<string, string>> = {
  'af-south-1': '626614931356',
  'ap-east-1': '871362719292',
  'ap-east-2': '975050140332',
  'ap-northeast-1': '763104351884',
  'ap-northeast-2': '763104351884',
  'ap-northeast-3': '364406365360',
  'ap-south-1': '763104351884',
  'ap-south-2': '772153158452',
  'ap-southeast-1': '763104351884',
  'ap-southeast-2': '763104351884',
  'ap-southeast-3': '907027046896',
  'ap-southeast-4': '457447274322',
  'ap-southeast-5': '550225433462',
  'ap-southeast-6': '633930458069',
  'ap-southeast-7': '590183813437',
  'ca-central-1': '763104351884',
  'ca-west-1': '204538143572',
  'cn-north-1': '727897471807',
  'cn-northwest-1': '727897471807',
  'eu-central-1': '763104351884',
  'eu-central-2': '380420809688',
  'eu-north-1': '763104351884',
  'eu-south-1': '692866216735',
  'eu-south-2': '503227376785',
  'eu-west-1': '763104351884',
  'eu-west-2': '763104351884',
  'eu-west-3': '763104351884',
  'il-central-1': '780543022126',
  'me-central-1': '914824155844',
  'me-south-1': '217643126080',
  'mx-central-1': '637423239942',
  'sa-east-1': '763104351884',
  'us-east-1': '763104351884',
  'us-east-2': '763104351884',
  'us-gov-east-1': '446045086412',
  'us-gov-west-1': '442386744353',
  'us-west-1': '763104351884',
  'us-west-2': '763104351884',
}

/** scikit-learn and XGBoost. */
const SCIKIT: Readonly<Record<string, string>> = {
  'af-south-1': '510948584623',
  'ap-east-1': '651117190479',
  'ap-northeast-1': '354813040037',
  'ap-northeast-2': '366743142698',
  'ap-northeast-3': '867004704886',
  'ap-south-1': '720646828776',
  'ap-south-2': '628508329040',
  'ap-southeast-1': '121021644041',
  'ap-southeast-2': '783357654285',
  'ap-southeast-3': '951798379941',
  'ap-southeast-4': '106583098589',
  'ca-central-1': '341280168497',
  'ca-west-1': '190319476487',
  'cn-north-1': '450853457545',
  'cn-northwest-1': '451049120500',
  'eu-central-1': '492215442770',
  'eu-central-2': '680994064768',
  'eu-north-1': '662702820516',
  'eu-south-1': '978288397137',
  'eu-south-2': '104374241257',
  'eu-west-1': '141502667606',
  'eu-west-2': '764974769150',
  'eu-west-3': '659782779980',
  'il-central-1': '898809789911',
  'me-central-1': '272398656194',
  'me-south-1': '801668240914',
  'sa-east-1': '737474898029',
  'us-east-1': '683313688378',
  'us-east-2': '257758044811',
  'us-gov-east-1': '237065988967',
  'us-gov-west-1': '414596584902',
  'us-west-1': '746614075791',
  'us-west-2': '246618743249',
}

export const FRAMEWORKS = ['pytorch', 'sklearn', 'xgboost'] as const

export type Framework = (typeof FRAMEWORKS)[number]

type Image = {
  readonly framework: Framework
  readonly purpose: 'training' | 'inference' | 'both'
  readonly repository: string
  readonly tag: string
}

/** The newest ones listed there; of XGBoost also the one before, whose models 3.0 may not read. */
const IMAGES: readonly Image[] = [
  {
    framework: 'pytorch',
    purpose: 'training',
    repository: 'pytorch-training',
    tag: '2.8.0-cpu-py312',
  },
  {
    framework: 'pytorch',
    purpose: 'training',
    repository: 'pytorch-training',
    tag: '2.8.0-gpu-py312',
  },
  {
    framework: 'pytorch',
    purpose: 'inference',
    repository: 'pytorch-inference',
    tag: '2.6.0-cpu-py312',
  },
  {
    framework: 'pytorch',
    purpose: 'inference',
    repository: 'pytorch-inference',
    tag: '2.6.0-gpu-py312',
  },
  {
    framework: 'sklearn',
    purpose: 'both',
    repository: 'sagemaker-scikit-learn',
    tag: '1.4-2-py312',
  },
  { framework: 'xgboost', purpose: 'both', repository: 'sagemaker-xgboost', tag: '3.0-5' },
  { framework: 'xgboost', purpose: 'both', repository: 'sagemaker-xgboost', tag: '1.7-1' },
]

const ACCOUNTS: Readonly<Record<Framework, Readonly<Record<string, string>>>> = {
  pytorch: DEEP_LEARNING,
  sklearn: SCIKIT,
  xgboost: SCIKIT,
}

export type BaseImage = Image & { readonly account: string }

/** The base images of a region, of one framework or of all; empty for a region without any. */
export const baseImages = (region: string, framework?: Framework): readonly BaseImage[] =>
  IMAGES.flatMap((image) => {
    const account = ACCOUNTS[image.framework][region]
    const wanted = framework === undefined || framework === image.framework
    return account === undefined || !wanted ? [] : [{ ...image, account }]
  })

/** Every region that has base images. */
export const baseRegions = (): readonly string[] =>
  [...new Set([...Object.keys(DEEP_LEARNING), ...Object.keys(SCIKIT)])].sort()
