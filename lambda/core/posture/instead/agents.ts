/**
 * What user agents tell. The caller chooses its agent, so all of this only suggests. The first that matches counts; the order goes from
 * what a runtime or a tool says of itself to what an operating system gives away.
 */

import type { RecommendationId } from './recommendations';

interface AgentSign {
  readonly agent: RegExp;
  readonly id: RecommendationId;
  /** As the end of "the agent is that of …". */
  readonly words: string;
}

const sign = (id: RecommendationId, words: string, agent: RegExp): AgentSign => ({ id, words, agent });

/** Where a person sits: desktop systems, and Linux inside them. */
const DESKTOP =
  /\bos\/macos\b|darwin|\bMac_OS_X\b|\bmacOS\b|Windows\/1[01]\b|os\/windows#1[01]\b|microsoft-standard-WSL2|linuxkit/i;

const DEPLOYMENT =
  /\bTerraform\/|terraform-provider-aws\/|OpenTofu\/|\bPulumi\/|PulumiAws|\bPacker\/|aws-cdk\/|\bAnsible\/|serverless\/|aws-sam-cli\/|crossplane/i;

const SIGNS: readonly AgentSign[] = [
  sign('keyturn.lambda', 'AWS Lambda', /exec-env\/AWS_Lambda_/),
  sign('keyturn.container', 'a container of Amazon ECS', /exec-env\/AWS_ECS_/),
  sign('keyturn.person', 'AWS CloudShell, which has credentials of its own', /exec-env\/CloudShell|AWS-CloudShell/),
  sign('keyturn.ci-oidc', 'Azure DevOps', /exec-env\/VSTS|\bAWS-VSTS\//),
  sign('keyturn.ci-oidc', 'GitHub Actions', /configure-aws-credentials-for-github-actions|github-actions/i),
  sign('keyturn.ci-oidc', 'GitLab CI', /gitlab/i),
  sign('keyturn.ci-oidc', 'a CI', /\b(jenkins|circleci|buildkite|teamcity|bitbucket-pipe|drone|codefresh|travis)\b/i),
  sign('keyturn.compute-in-aws', 'an EC2 instance', /exec-env\/EC2\b/),
  sign('keyturn.person', 'Amazon Q on a desk', /AmazonQ-For-(CLI|IDE)/),
  sign(
    'keyturn.compute-in-aws',
    'a controller of Amazon EKS',
    /\.k8s\.aws\/|karpenter|cluster-autoscaler|external-dns/i,
  ),
  sign('keyturn.vendor', 'Veeam', /\bVeeam\b/i),
  sign('keyturn.vendor', 'rclone', /\brclone\//i),
  sign('keyturn.vendor', 'Cyberduck', /\b(Cyberduck|Mountain ?Duck)\//i),
  sign('keyturn.vendor', 'S3 Browser', /\bS3 Browser\b/i),
  sign('keyturn.vendor', 'WinSCP', /\bWinSCP\b/i),
  sign('keyturn.vendor', "MinIO's client, which many products use", /\bminio-(go|java|py|js|dotnet)\b|\bMinIO \(/i),
  sign('keyturn.vendor', 's3cmd', /\bs3cmd\b/i),
  sign('keyturn.vendor', 's3fs', /\bs3fs\b/i),
  sign('keyturn.vendor', 'MSP360', /\b(CloudBerry|MSP360)\b/i),
  sign('keyturn.vendor', 'Datadog', /\bdatadog\b/i),
  sign('keyturn.vendor', 'CloudHealth', /\bcloudhealth\b/i),
  sign('keyturn.vendor', 'Grafana', /\bgrafana\b/i),
  sign('keyturn.vendor', 'Hadoop', /\bHadoop\b/),
  sign(
    'keyturn.vendor',
    'a backup product',
    /\b(duplicati|restic|acronis|commvault|rubrik|arq|synology|qnap|hyperbackup)\b/i,
  ),
  sign('keyturn.vendor', 'a log shipper', /\b(fluent-?bit|fluentd|logstash|vector\/|filebeat|splunk)/i),
  sign('keyturn.vendor', 'a security scanner', /\b(prowler|steampipe|cloudsploit|scoutsuite|wiz|orca|lacework)\b/i),
  sign(
    'keyturn.person',
    'a browser or the console',
    /^(Mozilla|S3Console)\/|signin\.amazonaws\.com|console[.]amazonaws[.]com|\bConsole\b/,
  ),
  sign('keyturn.person', 'an editor', /AWS-Toolkit-For|aws-toolkit/i),
];

const KERNELS: readonly AgentSign[] = [
  sign(
    'keyturn.compute-in-aws',
    "Amazon's own Linux, or a Linux made for EC2",
    /\bamzn|\d-aws\b|\bamazon\b|md\/distrib#amzn/i,
  ),
  sign('keyturn.other-cloud', 'a Linux made for Azure, on which hosted CI runners run too', /\d-azure\b/),
  sign('keyturn.other-cloud', 'a Linux made for Google Cloud', /\d-gcp\b|\d-gke\b|cos-\d/),
  sign('keyturn.other-cloud', 'a Linux made for Oracle Cloud', /\d-oracle\b|\.el\d+uek/),
];

const firstOf = (signs: readonly AgentSign[], agent: string) => signs.find((each) => each.agent.test(agent));

export interface AgentSays {
  readonly id: RecommendationId;
  readonly words: string;
}

/** Undefined for an agent that says nothing of where it runs, as most SDKs' do. */
export function agentSays(agent: string, isOfPerson: boolean): AgentSays | undefined {
  const tool = firstOf(SIGNS, agent);
  if (tool) return tool;
  const isDesktop = DESKTOP.test(agent);
  if (DEPLOYMENT.test(agent))
    return isDesktop
      ? { id: 'keyturn.person', words: "a deployment tool on a person's machine" }
      : { id: 'keyturn.deployment-tool', words: 'a deployment tool' };
  if (isDesktop) return { id: 'keyturn.person', words: "a person's machine" };
  if (/^aws-cli\//.test(agent) && isOfPerson)
    return { id: 'keyturn.person', words: 'the AWS CLI, of a user that has a password' };
  return firstOf(KERNELS, agent);
}

/** `aws-cli/2.17.5`: of an agent only a product and its version are shown, so that it can put no line or link into a report. */
export function productOf(agent: string): string {
  const [, name, version] = /^([A-Za-z][\w-]{0,40})\/v?(\d{1,5}(?:\.\d{1,5}){0,3})(?![\w.])/.exec(agent) ?? [];
  return name ? `${name}/${version}` : 'an unknown program';
}
