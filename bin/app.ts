/** The ready-made CDK app: one stack, set up by context (`cdk deploy -c graceDays=7`, or `context` in cdk.json). With `organization`, that of its hub. */
import { App, Validations } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { AwsSolutionsChecks } from 'cdk-nag';
import { HUB_STACK_NAME } from '../lambda/core/organization-names';
import { isApartFromIam, REGION_OF_IAM } from '../lambda/core/region-of-iam';
import { fromContext } from '../lambda/core/settings/context';
import { ConfigError } from '../lambda/core/settings/setting';
import { KeyturnSignalsStack } from '../lib/leaks/signals-stack';
import { organizationFromContext } from '../lib/organization/context';
import { KeyturnOrganizationStack } from '../lib/organization/organization-stack';
import { rotationProps } from '../lib/rotation-props';
import { KeyturnStack } from '../lib/stack';

// On the stack; CloudFormation passes them on to every resource.
const tags = { application: 'keyturn' };

try {
  // The CDK's current behaviour throughout, from the pinned CDK itself, so that cdk.json has room for what a user sets.
  const app = new App({ context: recommendedFlags });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const context = app.node.getAllContext();
  const organization = organizationFromContext(context);
  // Without an environment of its own, the stack goes to the account and Region of whoever deploys it, and synth needs no credentials.
  if (organization) new KeyturnOrganizationStack(app, HUB_STACK_NAME, { ...organization, tags });
  else {
    const config = fromContext(context);
    new KeyturnStack(app, 'Keyturn', { ...rotationProps(config), tags });
    const home = process.env.CDK_DEFAULT_ACCOUNT ? process.env.CDK_DEFAULT_REGION : undefined;
    if (config.leakResponse !== 'off' && home !== undefined && isApartFromIam(home))
      new KeyturnSignalsStack(app, 'KeyturnSignals', {
        env: { region: REGION_OF_IAM },
        homeRegion: home,
        ...(config.notifyEmail !== undefined && { notifyEmail: config.notifyEmail }),
        tags,
      });
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  // The sentence says it all; a stack trace would hide it.
  console.error(error.message);
  process.exitCode = 1;
}
