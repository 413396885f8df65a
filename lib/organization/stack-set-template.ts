/** A template as a StackSet takes it: in itself, without assets, and for accounts that were never bootstrapped. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, DefaultStackSynthesizer, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';

export interface StackSetTemplate {
  /** JSON without white space: CloudFormation takes 51,200 bytes without an upload. */
  readonly body: string;
  /** What is allowed but hardly meant, such as a policy that is too tight. */
  readonly warnings: readonly string[];
}

/** @throws what `fill` throws */
export function stackSetTemplate(name: string, description: string, fill: (stack: Stack) => void): StackSetTemplate {
  const outdir = mkdtempSync(join(tmpdir(), 'keyturn-template-'));
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
    const stack = new Stack(app, name, {
      description,
      // Nothing of it needs a bootstrapped account.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
    });
    fill(stack);
    const { template, messages } = app.synth().getStackByName(name);
    const warnings = messages.filter(({ level }) => level === 'warning').map(({ entry }) => String(entry.data));
    return { body: JSON.stringify(template), warnings };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
