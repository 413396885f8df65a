/**
 * User agents and CloudTrail records as they are found in public logs, issues and SDK's tests; addresses, names and ids are replaced. Each
 * with what posture makes of it: the recommendation, how sure, and how the key is held where the agent says so.
 */
import type { HeldIn } from '../../lambda/core/posture/instead/held-in';
import type { Confidence, RecommendationId } from '../../lambda/core/posture/instead/recommendations';

export interface Recorded {
  readonly agent: string;
  readonly source?: string;
  readonly vpcEndpointId?: string;
  readonly invokedBy?: string;
  /** The user has a console password. */
  readonly person?: true;
  readonly id: RecommendationId;
  readonly confidence: Confidence;
  readonly held?: HeldIn;
}

const likely = (id: RecommendationId, agent: string, more: Partial<Recorded> = {}): Recorded => ({
  id,
  agent,
  confidence: 'likely',
  ...more,
});
/** A public address, and an agent that says nothing of where it runs. */
const open = (agent: string, more: Partial<Recorded> = {}): Recorded => ({
  id: 'keyturn.on-premises',
  agent,
  confidence: 'unknown',
  ...more,
});
const sure = (id: RecommendationId, agent: string, more: Partial<Recorded>): Recorded => ({
  id,
  agent,
  confidence: 'sure',
  ...more,
});

export const RECORDED: readonly Recorded[] = [
  // AWS Lambda.
  likely(
    'keyturn.lambda',
    'aws-sdk-java/2.18.21 Linux/4.14.255-276-224.499.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/11.0.14.1+10-LTS Java/11.0.14.1 vendor/Amazon.com_Inc. md/internal exec-env/AWS_Lambda_java11 io/sync http/Apache cfg/retry-mode/legacy',
  ),
  likely(
    'keyturn.lambda',
    'aws-cli/1.25.1 Python/3.7.13 Linux/4.14.255-276-224.499.amzn2.x86_64 exec-env/AWS_Lambda_python3.7 botocore/1.27.1',
  ),
  likely(
    'keyturn.lambda',
    'Boto3/1.39.7 md/Botocore#1.39.17 ua/2.1 os/linux#5.10.245-269.978.amzn2.aarch64 md/arch#aarch64 lang/python#3.12.12 md/pyimpl#CPython exec-env/AWS_Lambda_python3.12 m/b,D,Z cfg/retry-mode#legacy Botocore/1.39.17',
  ),
  likely('keyturn.lambda', 'aws-sdk-go/1.40.21 (go1.17; linux; amd64) exec-env/AWS_Lambda_go1.x'),
  likely(
    'keyturn.lambda',
    'aws-sdk-js/3.600.0 ua/2.1 os/linux#5.10 lang/js md/nodejs#20.15 exec-env/AWS_Lambda_nodejs20.x api/s3#3.600.0',
  ),
  likely(
    'keyturn.lambda',
    'Boto3/1.24.94 Python/3.11.5 Linux/4.14.255-301-238.520.amzn2.x86_64 exec-env/AWS_Lambda_python3.11 aws-chalice/1.27.3 Botocore/1.27.94',
  ),
  // Containers.
  likely(
    'keyturn.container',
    'Boto3/1.14.33 Python/3.7.6 Linux/4.14.158-129.185.amzn2.x86_64 exec-env/AWS_ECS_FARGATE Botocore/1.17.33',
  ),
  likely('keyturn.container', 'aws-sdk-nodejs/2.1363.0 linux/v16.20.2 exec-env/AWS_ECS_FARGATE promise'),
  likely(
    'keyturn.container',
    'aws-cli/2.36.49 Python/3.14.6 Linux/4.14.355-284.742.amzn2.x86_64 exec-env/AWS_ECS_EC2 exe/x86_64.amzn.2023',
  ),
  // Other compute in AWS, by its kernel.
  likely('keyturn.compute-in-aws', 'Boto3/1.24.8 Python/3.10.5 Windows/2019Server exec-env/EC2 Botocore/1.27.8'),
  likely(
    'keyturn.compute-in-aws',
    'aws-cli/2.4.5 Python/3.8.8 Linux/5.4.156-83.273.amzn2.x86_64 docker/x86_64.amzn.2 prompt/off command/s3.ls',
  ),
  likely(
    'keyturn.compute-in-aws',
    'Boto3/1.34.131 md/Botocore#1.34.131 ua/2.0 os/linux#5.15.0-1063-aws md/arch#x86_64 lang/python#3.11.9 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.131',
  ),
  likely('keyturn.compute-in-aws', 'Boto3/1.10.2 Python/3.8.0 Linux/4.14.138-99.102.amzn2.x86_64 Botocore/1.13.2'),
  likely(
    'keyturn.compute-in-aws',
    'aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.24.5 md/GOOS#linux md/GOARCH#amd64 api/elasticloadbalancingv2#1.45.0 elbv2.k8s.aws/v2.13.4 m/E,e',
    { held: 'program' },
  ),
  // Through a VPC endpoint: a field that AWS sets.
  sure('keyturn.compute-in-aws', 'aws-sdk-java/2.20 Linux/5.15 Java/17.0', {
    vpcEndpointId: 'vpce-0fc2df27fd109d43a',
    source: '10.0.0.215',
  }),
  sure(
    'keyturn.compute-in-aws',
    'aws-cli/1.16.185 Python/2.7.16 Linux/4.14.123-95.109.amzn2.x86_64 botocore/1.12.175',
    { vpcEndpointId: 'vpce-b32f85da', source: '10.0.1.50' },
  ),
  sure(
    'keyturn.compute-in-aws',
    'aws-sdk-ruby3/3.190.0 md/internal ua/2.0 api/xray#1.0.0 os/linux md/x86_64 lang/ruby#2.7.8 md/2.7.8 cfg/retry-mode#legacy',
    { vpcEndpointId: 'vpce-0abc123def4567890', source: '172.31.4.9' },
  ),
  // A private address without the field.
  likely('keyturn.compute-in-aws', 'aws-sdk-ruby3/3.0.0', { source: '10.0.1.50' }),
  likely('keyturn.compute-in-aws', 'aws-sdk-go/v1.44', { source: '172.22.0.1' }),
  // AWS services that call for the user.
  sure('keyturn.aws-service', 'cloudformation.amazonaws.com', {
    source: 'cloudformation.amazonaws.com',
    invokedBy: 'cloudformation.amazonaws.com',
  }),
  sure('keyturn.aws-service', 'athena.amazonaws.com', { source: 'athena.amazonaws.com' }),
  sure('keyturn.aws-service', 'AWS Internal', { source: 'AWS Internal', invokedBy: 'AWS Internal' }),
  sure('keyturn.aws-service', 'aws-sdk-nodejs/2.1352.0', { source: 'lambda.amazonaws.com' }),
  // CI.
  likely(
    'keyturn.ci-oidc',
    'aws-sdk-nodejs/2.1374.0 linux/v16.16.0 configure-aws-credentials-for-github-actions promise',
  ),
  likely(
    'keyturn.ci-oidc',
    'aws-sdk-js/3.496.0 ua/2.0 os/linux#6.5.0-1025-azure lang/js md/nodejs#20.8.1 api/sts#3.496.0 configure-aws-credentials-for-github-actions',
  ),
  likely('keyturn.ci-oidc', 'AWS-VSTS/1.14.0 exec-env/VSTS-S3Upload'),
  likely('keyturn.ci-oidc', 'aws-sdk-ruby3/3.121.1 ruby/3.0.2 x86_64-linux-gnu aws-sdk-s3/1.103.0 GitLab/15.4'),
  likely(
    'keyturn.ci-oidc',
    'aws-sdk-java/1.12.239 Linux/5.4.0-126-generic OpenJDK_64-Bit_Server_VM/11.0.16 java/11.0.16 jenkins/2.361',
  ),
  // Another cloud, by its kernel: hosted runners of GitHub are machines of Azure.
  likely(
    'keyturn.other-cloud',
    'Boto3/1.43.105 md/Botocore#1.43.105 ua/2.1 os/linux#6.8.0-1064-azure md/arch#x86_64 lang/python#3.12.14 md/pyimpl#CPython m/a,e,E,c,N cfg/retry-mode#standard Botocore/1.43.105',
    { held: 'program' },
  ),
  likely(
    'keyturn.other-cloud',
    'aws-cli/2.15.30 Python/3.11.8 Linux/6.5.0-1018-azure exe/x86_64.ubuntu.22 prompt/off command/s3.sync',
  ),
  likely(
    'keyturn.other-cloud',
    'Boto3/1.35.99 md/Botocore#1.35.99 ua/2.0 os/linux#6.8.0-1015-gcp md/arch#x86_64 lang/python#3.12.3 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.35.99',
  ),
  // Deployment tools.
  likely(
    'keyturn.deployment-tool',
    'APN/1.0 HashiCorp/1.0 Terraform/1.5.2 (+https://www.terraform.io) terraform-provider-aws/5.7.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.18.1 os/linux lang/go/1.20.5',
  ),
  likely(
    'keyturn.deployment-tool',
    'APN/1.0 HashiCorp/1.0 Terraform/1.0.11 (+https://www.terraform.io) terraform-provider-aws/dev (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go/1.43.9 (go1.17.6; linux; amd64)',
  ),
  likely(
    'keyturn.deployment-tool',
    'APN/1.0 HashiCorp/1.0 Terraform/1.10.5 (+https://www.terraform.io) terraform-provider-aws/5.90.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.23.5 md/GOOS#linux md/GOARCH#amd64 api/sts#1.33.15 m/v,w',
    { held: 'process' },
  ),
  likely('keyturn.deployment-tool', 'APN/1.0 Pulumi/1.0 PulumiAwsNative/1.12'),
  likely('keyturn.deployment-tool', 'APN/1.0 Ansible/2.15.0 community.aws/12.0.0-dev0'),
  likely('keyturn.deployment-tool', 'aws-sdk-nodejs/2.1586.0 linux/v20.15.1 aws-cdk/2.135.0 promise'),
  likely('keyturn.person', 'aws-sdk-go/1.20.4 (go1.12.5; darwin; amd64) APN/1.0 HashiCorp/1.0 Terraform/0.12.2'),
  // People.
  likely(
    'keyturn.person',
    'aws-cli/2.32.0 md/awscrt#0.28.4 ua/2.1 os/macos#24.6.0 md/arch#arm64 lang/python#3.13.9 md/pyimpl#CPython m/b,AA,Z,E cfg/retry-mode#standard md/installer#exe sid/35033f4ca1bd md/prompt#off md/command#sts.get-caller-identity',
  ),
  likely(
    'keyturn.person',
    'aws-cli/2.36.32 md/awscrt#0.36.2 ua/2.1 os/macos#25.5.0 md/arch#arm64 lang/python#3.14.7 md/pyimpl#CPython m/AP,n,E,b,Z cfg/retry-mode#standard md/installer#source md/prompt#off md/command#sts.get-caller-identity',
    { held: 'file' },
  ),
  likely(
    'keyturn.person',
    'aws-cli/2.31.35 md/awscrt#0.28.4 ua/2.1 os/linux#6.1.21.2-microsoft-standard-WSL2+ md/arch#x86_64 lang/python#3.13.9 md/pyimpl#CPython m/Z,b,E,C,N,n cfg/retry-mode#standard md/installer#exe md/distrib#debian.12 md/prompt#off md/command#s3.ls',
    { held: 'file' },
  ),
  likely(
    'keyturn.person',
    'aws-cli/2.17.58 md/awscrt#0.21.2 ua/2.0 os/windows#10 md/arch#amd64 lang/python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#appconfig.update-account-settings',
  ),
  likely(
    'keyturn.person',
    'aws-cli/2.13.5 Python/3.11.4 Linux/4.14.255-314-253.539.amzn2.x86_64 exec-env/CloudShell exe/x86_64.amzn.2 prompt/off command/cloudtrail.start-logging',
  ),
  likely(
    'keyturn.person',
    'aws-cli/2.24.21 md/awscrt#0.23.8 ua/2.1 os/linux#6.1.127-135.201.amzn2023.x86_64 md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython exec-env/CloudShell cfg/retry-mode#standard md/installer#exe md/distrib#amzn.2023 md/prompt#off md/command#logs.start-query',
  ),
  likely('keyturn.person', 'Boto3/1.9.241 Python/2.7.16 Darwin/18.6.0 Botocore/1.12.241'),
  likely('keyturn.person', 'Boto3/1.42.97 md/Botocore#1.42.97 ua/2.1 os/windows#10 lang/python#3.9.13'),
  likely('keyturn.person', 'Boto3/1.24.80 Python/3.7.0 Windows/10 Botocore/1.27.80'),
  likely('keyturn.person', 'aws-sdk-nodejs/2.528.0 darwin/v10.16.0 callback'),
  likely('keyturn.person', 'aws-sdk-ruby3/3.72.0 ruby/2.6.3 x86_64-darwin18 aws-sdk-s3/1.51.0'),
  likely('keyturn.person', 'aws-sdk-php/3.297.1 OS/Linux#5.10.25-linuxkit lang/php#8.2.15 GuzzleHttp/7'),
  likely(
    'keyturn.person',
    'aws-sdk-dotnet-coreclr/3.3.10.3 aws-sdk-dotnet-core/3.3.24.3 .NET_Core/4.6.26628.05 OS/Darwin_17.7.0_Darwin_Kernel',
  ),
  likely(
    'keyturn.person',
    'aws-sdk-js/3.675.0 ua/2.1 os/macOS#10.15.7 lang/js md/browser#Electron_33.3.2 api/s3#3.675.0 m/E,e',
    { held: 'program' },
  ),
  likely(
    'keyturn.person',
    'S3Console/0.4, aws-internal/3 aws-sdk-java/1.11.666 Linux/4.9.184-0.1.ac.235.83.329.metal1.x86_64 OpenJDK_64-Bit_Server_VM/25.232',
  ),
  likely(
    'keyturn.person',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36 Edg/122.0.0.0',
  ),
  likely(
    'keyturn.person',
    'aws-sdk-rust/1.3.15 ua/2.1 api/codewhispererstreaming/0.1.16551 os/windows lang/rust/1.92.0 exec-env/AmazonQ-For-CLI Version/2.6.1 app/AmazonQ-For-CLI',
  ),
  likely(
    'keyturn.person',
    'aws-cli/2.27.52 md/awscrt#0.26.1 ua/2.1 os/linux#4.18.0-553.16.1.el8_10.x86_64 md/arch#x86_64 lang/python#3.13.4 md/pyimpl#CPython m/E,Z,N,G,b cfg/retry-mode#standard md/installer#exe md/distrib#rhel.8 md/prompt#off',
    { person: true },
  ),
  // Vendors and tools that take keys.
  likely('keyturn.vendor', 'MinIO (linux; amd64) minio-go/v7.0.83'),
  likely('keyturn.vendor', 'MinIO (linux; amd64) minio-go/v7.0.95 warp/1.3.0'),
  likely('keyturn.vendor', 'rclone/v1.65.2'),
  likely('keyturn.vendor', 'S3 Browser/11.4.5 (https://s3browser.com)'),
  likely('keyturn.vendor', 'Cyberduck/7.1.1.31577 (Mac OS X/10.14.6) (x86_64)'),
  likely('keyturn.vendor', 'APN/1.0 Veeam/1.0 Backup/10.0'),
  likely('keyturn.vendor', 's3cmd/2.3.0 Python/3.8.10'),
  likely(
    'keyturn.vendor',
    'Hadoop 3.4.0-SNAPSHOT, aws-sdk-java/1.11.901 Mac_OS_X/10.15.7 OpenJDK_64-Bit_Server_VM/25.252-b09 java/1.8.0_252 vendor/AdoptOpenJDK',
  ),
  likely('keyturn.vendor', 'aws-sdk-ruby3/3.75.0 jruby/2.3.3 java aws-sdk-elasticloadbalancing/1.19.0 cloudhealth'),
  // Servers of which nothing is known but their address.
  open('Boto3/1.17.5 Python/3.9.2 Linux/5 Botocore/1.20.5'),
  open(
    'Boto3/1.42.69 md/Botocore#1.42.69 ua/2.1 os/linux#6.8.0-106-generic md/arch#x86_64 lang/python#3.12.13 md/pyimpl#CPython m/E,U,Z,G,b,N,e cfg/retry-mode#standard Botocore/1.42.69',
    { held: 'program' },
  ),
  open('Boto3/1.24.40 Python/3.10.5 Windows/2012ServerR2 Botocore/1.27.40'),
  open(
    'aws-cli/2.22.31 md/awscrt#0.23.4 ua/2.0 os/linux#6.8.0-51-generic md/arch#x86_64 lang/python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/distrib#ubuntu.24 md/prompt#off md/command#dynamodb.create-table',
  ),
  open('aws-sdk-php/3.184.6 OS/Linux/5.4.0-126-generic'),
  open('aws-sdk-go/1.44.260 (go1.20.10; linux; amd64)'),
  open('aws-sdk-go/1.37.19 (go1.16; linux; amd64) S3Manager'),
  open('aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.26.4 md/GOOS#linux md/GOARCH#arm64 api/sts#1.33.19 m/E,e', {
    held: 'program',
  }),
  open('aws-sdk-nodejs/2.819.0 linux/v12.18.2 callback'),
  open('aws-sdk-ruby3/3.113.1 ruby/2.7.2 x86_64-linux aws-sdk-s3/1.93.0'),
  open('aws-sdk-java/1.11.465 Linux/3.10.0-957.el7.x86_64 OpenJDK_64-Bit_Server_VM/25.192-b12 java/1.8.0_192'),
  { agent: '', source: '', id: 'keyturn.not-known', confidence: 'unknown' },
];
