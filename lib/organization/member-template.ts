/** The template of a member, as a StackSet takes it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, DefaultStackSynthesizer, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { KeyturnMember } from './member';
import type { KeyturnMemberProps } from './member-props';

export interface MemberTemplate {
  /** JSON without white space: CloudFormation takes 51,200 bytes without an upload. */
  readonly body: string;
  /** The settings, by the names of the template's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What is allowed but hardly meant, such as a policy that is too tight. */
  readonly warnings: readonly string[];
}

/** @throws ConfigError that names the prop, its value and what is allowed */
export function memberTemplate(props: KeyturnMemberProps): MemberTemplate {
  const outdir = mkdtempSync(join(tmpdir(), 'keyturn-member-'));
  try {
    // An app of its own beside the one that is being synthesized, whose folder and metadata the CDK names in the environment.
    const app = new App({
      outdir,
      autoSynth: false,
      analyticsReporting: false,
      // Seconds for each template. Our own tests have checked it.
      builtinCloudFormationValidation: false,
      context: recommendedFlags,
      postCliContext: { 'aws:cdk:enable-path-metadata': false, 'aws:cdk:enable-asset-metadata': false },
    });
    const stack = new Stack(app, 'keyturn-member', {
      description: "Keyturn: rotates IAM users' access keys, in an account of an organization",
      // Nothing of it needs a bootstrapped account.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
    });
    const { parameters } = new KeyturnMember(stack, 'Member', props);
    const { template, messages } = app.synth().getStackByName(stack.stackName);
    const warnings = messages.filter(({ level }) => level === 'warning').map(({ entry }) => String(entry.data));
    return { body: JSON.stringify(template), parameters, warnings };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
